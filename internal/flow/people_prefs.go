package flow

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"xunpan"
)

// Prefs are a user's wishes for his own pages.
type Prefs struct {
	Zone   string `json:"zone,omitempty"` // IANA; "" is the company's
	Notify Notify `json:"notify"`
	Digest string `json:"digest,omitempty"` // hour of the daily mail, "08:30" on the user's clock; "" for none
}

// Notify is what rings: what a user's pages tell him of by themselves.
type Notify struct {
	// From is the least grade of an inquiry that rings when it comes or is
	// written to again: "A" to "D", or NotifyOff.
	From string `json:"from"`
	// Mine leaves out inquiries that are not the user's own.
	Mine bool `json:"mine,omitempty"`
}

// NotifyOff has nothing ring.
const NotifyOff = "off"

// NotifyGrades are the values of Notify.From, the most quiet last.
var NotifyGrades = [...]string{"D", "C", "B", "A", NotifyOff}

// notifyDefault is for those who never said anything.
const notifyDefault = "B"

// Rings reports whether a user wants to be told of an inquiry. Only what waits
// for an answer rings.
func (n Notify) Rings(user xunpan.ID, q *xunpan.Inquiry) bool {
	if n.From == NotifyOff || q.Grade == "" || q.Tray != xunpan.ToAnswer || n.Mine && q.Owner != user {
		return false
	}
	return q.Grade <= n.From
}

// PrefsOf reads what a user wished; who never said rings from grade B on.
func PrefsOf(u *xunpan.User) Prefs {
	var p Prefs
	_ = json.Unmarshal(u.Prefs, &p) // what cannot be read was never said
	if !slices.Contains(NotifyGrades[:], p.Notify.From) {
		p.Notify.From = notifyDefault
	}
	return p
}

// EditPrefs changes the user's own wishes and leaves all others he has; edit
// takes what else of his account changes with them.
func (d *Desk) EditPrefs(ctx context.Context, who Who, edit SelfEdit, change func(*Prefs)) (xunpan.User, error) {
	u, err := d.Store.User(ctx, userID(who.Actor))
	if err != nil {
		return u, err
	}
	p := PrefsOf(&u)
	change(&p)
	if !slices.Contains(NotifyGrades[:], p.Notify.From) {
		return u, invalid("notify.from", "What rings is a grade from A to D, or off, not %q.", "提醒级别为 A 至 D 或 off，不能是“%s”。", p.Notify.From)
	}
	if _, err := time.Parse("15:04", p.Digest); p.Digest != "" && err != nil {
		return u, invalid("digest", "Write the hour as 08:30.", "请填写时间，如 08:30。")
	}
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
		return u, invalid("zone", "There is no time zone %q.", "没有“%s”这个时区。", p.Zone)
	}
	all := map[string]json.RawMessage{}
	_ = json.Unmarshal(u.Prefs, &all) // what cannot be read is written anew
	delete(all, "zone")
	own, err := json.Marshal(p)
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal(own, &all); err != nil {
		return u, err
	}
	if edit.Prefs, err = json.Marshal(all); err != nil {
		return u, err
	}
	return d.EditSelf(ctx, who, edit)
}
