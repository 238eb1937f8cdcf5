package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"xunpan"
)

// typeIcons gives each buyer type a shape of its own, so that none is told by
// colour alone.
var typeIcons = map[xunpan.BuyerType]string{
	xunpan.Seeker:    "target",
	xunpan.Entrant:   "sprout",
	xunpan.Collector: "library",
	xunpan.Casual:    "coffee",
	xunpan.Sampler:   "gift",
	xunpan.Inviter:   "plane",
	xunpan.Spy:       "drafting-compass",
	xunpan.Fraud:     "venetian-mask",
	xunpan.NotBuyer:  "newspaper",
}

var channelIcons = map[xunpan.Channel]string{
	xunpan.Email:         "mail",
	xunpan.Website:       "globe",
	xunpan.Alibaba:       "store",
	xunpan.GlobalSources: "store",
	xunpan.MadeInChina:   "store",
	xunpan.LinkedIn:      "id-card",
	xunpan.WhatsApp:      "message-circle",
	xunpan.Skype:         "message-circle",
	xunpan.Phone:         "phone",
	xunpan.Fair:          "tent",
	xunpan.OtherChannel:  "ellipsis",
}

var actionIcons = map[xunpan.Action]string{
	xunpan.ReplyNow:   "zap",
	xunpan.Reply:      "reply",
	xunpan.Nurture:    "sprout",
	xunpan.AskPayment: "banknote",
	xunpan.Decline:    "hand",
	xunpan.Verify:     "scan-search",
	xunpan.Quarantine: "shield-alert",
	xunpan.FileAway:   "archive",
}

var severityIcons = map[xunpan.Severity]string{
	xunpan.SeverityHigh:   "octagon-alert",
	xunpan.SeverityMedium: "triangle-alert",
	xunpan.SeverityLow:    "info",
}

var checkIcons = map[string]string{
	"passed": "circle-check", "failed": "circle-x", "unknown": "circle-dashed",
}

var intentIcons = map[xunpan.Intent]string{
	xunpan.High: "signal-high", xunpan.General: "signal-medium", xunpan.Low: "signal-low",
}

var trayIcons = map[xunpan.Tray]string{
	xunpan.ToAnswer: "inbox", xunpan.Waiting: "hourglass", xunpan.ToVerify: "scan-search",
	xunpan.InQuarantine: "shield-alert", xunpan.NotInquiries: "newspaper", xunpan.Done: "check-check",
}

// iconHref is where the drawing of an icon is.
func iconHref(name string) string { return assetURL("icons.svg") + "#" + name }

// dash is a stroke-dasharray that draws the first n of 100 parts of a line.
func dash(n int) string { return strconv.Itoa(max(0, min(n, 100))) + " 100" }

// percentOf is a share of 0–1 as 0–100, for drawing.
func percentOf(share float64) string {
	return strconv.FormatFloat(100*math.Max(0, math.Min(share, 1)), 'f', 1, 64)
}

// points shows what a piece of evidence adds: "+20", "−8".
func points(p float64) string {
	n := int(math.Round(p))
	switch {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	}
	return "0"
}

// typeTitle is a buyer type's name in the page's language.
func typeTitle(t *T, b xunpan.BuyerType) string { return b.Title().In(t.Lang()) }

// choice is one entry of a list to choose from.
type choice struct {
	Value, Title string
	Chosen       bool
}

func (t *T) typeChoices(chosen string) []choice {
	out := make([]choice, len(xunpan.Types))
	for i, b := range xunpan.Types {
		out[i] = choice{string(b), typeTitle(t, b), string(b) == chosen}
	}
	return out
}

func (t *T) gradeChoices(chosen string) []choice {
	var out []choice
	for _, g := range []string{"A", "B", "C", "D"} {
		out = append(out, choice{g, g + " · " + t.Of("grade", g), g == chosen})
	}
	return out
}

func (t *T) starChoices(chosen string) []choice {
	var out []choice
	for n := 5; n >= 0; n-- {
		v := strconv.Itoa(n)
		out = append(out, choice{v, t.Count("stars", n), v == chosen})
	}
	return out
}

func (t *T) channelChoices(chosen string) []choice {
	var out []choice
	for _, c := range xunpan.Channels {
		out = append(out, choice{string(c), t.Of("channel", string(c)), string(c) == chosen})
	}
	return out
}

func (t *T) trayChoices(chosen xunpan.Tray) []choice {
	var out []choice
	for _, tr := range xunpan.Trays {
		out = append(out, choice{string(tr), t.Of("tray", string(tr)), tr == chosen})
	}
	return out
}

// familyChoices makes choices of values that have words in one family.
func (t *T) familyChoices(family, chosen string, values ...string) []choice {
	var out []choice
	for _, v := range values {
		out = append(out, choice{v, t.Of(family, v), v == chosen})
	}
	return out
}

func personChoices(people []Person, chosen xunpan.ID) []choice {
	var out []choice
	for _, p := range people {
		out = append(out, choice{string(p.ID), p.Name, p.ID == chosen})
	}
	return out
}

// joined puts a list into one line.
func joined(list []string) string { return strings.Join(list, ", ") }

func anyChosen(choices []choice) bool {
	for _, c := range choices {
		if c.Chosen {
			return true
		}
	}
	return false
}

// snoozeChoices are the times an inquiry is set aside until, in office hours of
// the user's zone.
func (t *T) snoozeChoices() []choice {
	return t.familyChoices("snooze", "", "later", "tomorrow", "monday", "week", "month")
}

// helpOf is the help under a field, "" when there is none.
func helpOf(t *T, family, name string) string {
	if t.Has(family, name) {
		return t.Of(family, name)
	}
	return ""
}

func secretHelp(v MailboxView) string {
	if v.Secret {
		return v.T.Say("secret.kept")
	}
	return v.T.Of("box.help", "password")
}
