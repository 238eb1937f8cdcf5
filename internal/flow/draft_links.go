package flow

import (
	"context"
	"regexp"
	"strings"

	"xunpan"
)

// LinkDraft gives a draft the addresses for the buyer that are wanted and that it
// has not yet: where he sees the quotation, and where he answers what is missing.
// What is not wanted is taken off; the letter is to be composed anew.
func (d *Desk) LinkDraft(ctx context.Context, who Who, draft *xunpan.Draft, look, choices bool) (err error) {
	switch {
	case !look || draft.Quotation == "":
		draft.Look = ""
	case draft.Look == "":
		if draft.Look, err = d.LinkQuote(ctx, who, draft.Quotation, false); err != nil {
			return err
		}
	}
	switch {
	case !choices:
		draft.Choices = ""
	case draft.Choices == "":
		c, err := d.Conversation(ctx, who, draft.Inquiry)
		if err != nil || c.Analysis == nil || len(c.Analysis.Missing) == 0 {
			return err
		}
		if draft.Choices, err = d.LinkChoices(ctx, who, draft.Inquiry, draft.Lang, ChoicesOf(c.Analysis.Missing)); err != nil {
			return err
		}
	}
	return nil
}

// lettered parts "Voltage: A) 220 V, B) 110 V – which do you need?" into what is
// asked, what can be chosen, and the rest.
var (
	lettered = regexp.MustCompile(`[,，;；]?\s*[A-H]\)\s*`)
	restMark = regexp.MustCompile(`\s+[–-]\s+[^–-]*[?？]?$`)
)

// ChoicesOf are the things missing for a quotation as a form asks for them.
func ChoicesOf(missing []xunpan.AnalysisMissing) []Choice {
	var out []Choice
	for _, m := range missing {
		parts := lettered.Split(m.Ask.En, -1)
		c := Choice{Field: m.Field, Ask: m.Ask}
		if len(parts) > 2 {
			c.Ask.En = strings.TrimRight(parts[0], ":： –-")
			c.Ask.Zh = strings.TrimRight(lettered.Split(m.Ask.Zh, -1)[0], ":： –-")
			for i, p := range parts[1:] {
				if p = strings.TrimSpace(p); i == len(parts)-2 {
					p = strings.TrimRight(restMark.ReplaceAllString(p, ""), "?？ ")
				}
				c.Options = append(c.Options, p)
			}
		}
		out = append(out, c)
	}
	return out
}
