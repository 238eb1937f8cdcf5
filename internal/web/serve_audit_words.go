package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// auditSpeaker says changes in the user's language. It is made for one request
// and remembers the names it looked up.
type auditSpeaker struct {
	t      *T
	store  *store.Store
	actors []Person             // who can have done something: users, then keys
	names  map[xunpan.ID]string // of users, teams, keys and what was looked up
	gone   map[xunpan.ID]bool   // looked up and not there
}

func (s *Site) auditSpeaker(ctx context.Context, t *T) (*auditSpeaker, error) {
	a := &auditSpeaker{t: t, store: s.Desk.Store, names: map[xunpan.ID]string{}, gone: map[xunpan.ID]bool{}}
	users, err := s.Desk.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	for i := range users {
		a.actors = append(a.actors, Person{users[i].ID, users[i].Name, users[i].Email})
		a.names[users[i].ID] = users[i].Name
	}
	keys, err := s.Desk.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	for i := range keys {
		a.actors = append(a.actors, Person{ID: keys[i].ID, Name: keys[i].Name + " (" + t.Of("object", "key") + ")"})
		a.names[keys[i].ID] = keys[i].Name
	}
	teams, err := s.Desk.Store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range teams {
		a.names[x.ID] = x.Name
	}
	return a, nil
}

// row is one change as the page shows it.
func (a *auditSpeaker) row(ctx context.Context, c *xunpan.Change) (AuditRow, error) {
	row := AuditRow{At: c.At, Who: c.Actor.Name, Kind: c.Actor.Kind, What: c.What, Object: c.Object}
	if c.Object == flow.ObjectArchive && c.Inquiry != "" { // an inquiry's like any other, but for where it came from
		same := *c
		same.Object, c = "inquiry", &same
	}
	d := map[string]any{}
	if raw, ok := c.Detail.(json.RawMessage); ok && json.Unmarshal(raw, &d) != nil {
		d = map[string]any{"to": string(raw)}
	}
	var err error
	if row.Name, err = a.object(ctx, c, d); err != nil {
		return row, err
	}
	if row.Name != "" && !a.gone[c.ID] {
		switch c.Object {
		case "inquiry":
			row.URL = "/inquiries/" + string(c.ID)
		case "company":
			row.URL = "/companies/" + string(c.ID)
		case "contact":
			row.URL = "/contacts/" + string(c.ID)
		}
	}
	row.IP, _ = d["ip"].(string)
	row.Before, row.After = a.change(c, d)
	row.Before, row.After = clip(row.Before, maxAuditText), clip(row.After, maxAuditText)
	return row, nil
}

// maxAuditText bounds what one side of a change says, in characters.
const maxAuditText = 600

// object is the name of what was changed.
func (a *auditSpeaker) object(ctx context.Context, c *xunpan.Change, d map[string]any) (string, error) {
	told := ""
	for _, key := range []string{"name", "email", "address", "subject"} {
		if s, ok := d[key].(string); ok && told == "" {
			told = s
		}
	}
	switch c.Object {
	case "setting":
		return a.t.Of("set", told), nil
	case "session":
		id, _ := d["user"].(string)
		return a.names[xunpan.ID(id)], nil
	case "invitation":
		if id, _ := d["user"].(string); told == "" {
			told = a.names[xunpan.ID(id)]
		}
		return told, nil
	}
	if name, ok := a.names[c.ID]; ok {
		return orElse(name, told), nil
	}
	name, err := a.look(ctx, c)
	if errors.Is(err, store.ErrNotFound) {
		a.gone[c.ID] = true
		name, err = told, nil
	}
	a.names[c.ID] = name
	return name, err
}

// look asks the book for a name.
func (a *auditSpeaker) look(ctx context.Context, c *xunpan.Change) (string, error) {
	switch c.Object {
	case "inquiry":
		q, err := a.store.Inquiry(ctx, c.ID)
		return orElse(q.Subject, orElse(q.Party.Name, q.Party.Mail)), err
	case "company":
		x, err := a.store.Company(ctx, c.ID)
		return x.Name, err
	case "contact":
		x, err := a.store.Contact(ctx, c.ID)
		return orElse(x.Name, x.Mail), err
	case "mailbox":
		m, err := a.store.Mailbox(ctx, c.ID)
		return m.Address, err
	}
	return "", store.ErrNotFound
}

// change says from what to what something changed.
func (a *auditSpeaker) change(c *xunpan.Change, d map[string]any) (before, after string) {
	from, hasFrom := d["from"]
	to, hasTo := d["to"]
	switch {
	case c.What == "checked" && !hasFrom:
		return "", ""
	case c.What == "corrected" || c.What == "rejudged" || c.What == "checked":
		before, after = a.verdict(from), a.verdict(to)
		if why, _ := d["why"].(string); why != "" {
			after += " — " + why
		}
		return before, after
	case c.What == "edited":
		return a.sides(d)
	case c.What == "merged":
		return a.value("name", d["gone_name"]), a.value("name", d["kept_name"])
	case c.What == "unmerged":
		return a.value("name", d["kept_name"]), a.value("name", d["gone_name"])
	case c.What == "joined":
		return "", a.value("subject", d["subject"])
	case c.What == "filled":
		return "", a.fields(d["fields"])
	case c.What == "signed_in":
		agent, _ := d["agent"].(string)
		how, _ := d["how"].(string)
		return "", browserName(agent) + " · " + a.t.Of("how", strings.ReplaceAll(how, " ", "_"))
	case c.Object == "inquiry" && c.What == "created":
		return "", a.verdict(d)
	case c.What == "read", c.What == "noted", c.What == "answered", c.What == "received", c.What == "kept_apart", c.What == "parted", c.What == "auto":
		return "", ""
	case hasFrom || hasTo:
		field := c.What
		if name, ok := d["name"].(string); ok && c.Object == "setting" {
			field = name
		}
		if hasFrom {
			before = a.value(field, from)
		}
		if after = a.value(field, to); !hasTo {
			after = ""
		}
		return before, after
	}
	return "", a.list(d)
}

// fieldChange is what one field was and is.
type fieldChange struct{ name, before, after string }

// pairs are the changes of several fields, by their names.
func (a *auditSpeaker) pairs(d map[string]any) (out []fieldChange) {
	for _, field := range slices.Sorted(maps.Keys(d)) {
		if pair, ok := d[field].([]any); ok && len(pair) == 2 {
			out = append(out, fieldChange{a.field(field), a.value(field, pair[0]), a.value(field, pair[1])})
		}
	}
	return out
}

// sides are the two sides of several fields.
func (a *auditSpeaker) sides(d map[string]any) (before, after string) {
	var was, is []string
	for _, f := range a.pairs(d) {
		was, is = append(was, f.name+": "+f.before), append(is, f.name+": "+f.after)
	}
	return strings.Join(was, auditSep), strings.Join(is, auditSep)
}

// line says a change in one line.
func (a *auditSpeaker) line(c *xunpan.Change) string {
	d := map[string]any{}
	if raw, ok := c.Detail.(json.RawMessage); ok {
		_ = json.Unmarshal(raw, &d) // what cannot be read is left out
	}
	if c.What == "edited" {
		var out []string
		for _, f := range a.pairs(d) {
			out = append(out, f.name+": "+f.before+" → "+f.after)
		}
		return strings.Join(out, " · ")
	}
	before, after := a.change(c, d)
	if before == "" {
		return after
	}
	return before + " → " + after
}

// field is a field's name in words; one that got a further value begins with "+".
func (a *auditSpeaker) field(name string) string {
	name, more := strings.CutPrefix(name, "+")
	if name = strings.TrimPrefix(a.t.Of("field", name), "custom."); more {
		return "+ " + name
	}
	return name
}

func (a *auditSpeaker) fields(x any) string {
	list, _ := x.([]any)
	var out []string
	for _, f := range list {
		out = append(out, a.field(fmt.Sprint(f)))
	}
	return strings.Join(out, a.t.Say("list.comma"))
}

// verdict is the outcome of an assessment in one line.
func (a *auditSpeaker) verdict(x any) string {
	m, _ := x.(map[string]any)
	kind, _ := m["type"].(string)
	stars, _ := m["stars"].(float64)
	grade, _ := m["grade"].(string)
	if kind == "" {
		return ""
	}
	return fmt.Sprintf("%s · %.0f★ · %s", typeTitle(a.t, xunpan.BuyerType(kind)), stars, grade)
}

// list is all there is to say, field by field, but for what stands elsewhere.
func (a *auditSpeaker) list(d map[string]any) string {
	var out []string
	for _, field := range slices.Sorted(maps.Keys(d)) {
		switch field {
		case "name", "subject", "ip", "agent", "user", "message", "start", "merge", "kept", "gone":
			continue
		}
		if v := a.value(field, d[field]); v != a.t.Say("none") {
			out = append(out, a.field(field)+": "+v)
		}
	}
	return strings.Join(out, " · ")
}

// value is one value of a field in words.
func (a *auditSpeaker) value(field string, x any) string {
	switch v := x.(type) {
	case nil:
		return a.t.Say("none")
	case bool:
		return a.t.Of("truth", strconv.FormatBool(v))
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return a.text(field, v)
	case []any:
		out := make([]string, len(v))
		for i := range v {
			out[i] = a.value(field, v[i])
		}
		return orElse(strings.Join(out, a.t.Say("list.comma")), a.t.Say("none"))
	case map[string]any:
		return orElse(a.list(v), a.t.Say("none"))
	}
	return fmt.Sprint(x)
}

// families are the fields whose values have words.
var families = map[string]string{"moved": "tray", "tray": "tray", "role": "role", "new_role": "role", "scope": "scope", "sales_see": "see", "channel": "channel", "how": "how"}

func (a *auditSpeaker) text(field, v string) string {
	if v == "" {
		return a.t.Say("none")
	}
	if family, ok := families[field]; ok {
		return a.t.Of(family, v)
	}
	if name, ok := a.names[xunpan.ID(v)]; ok {
		return name
	}
	if field == "country" {
		return a.t.Country(v)
	}
	if at, err := time.Parse(time.RFC3339, v); err == nil {
		return a.t.Clock(at)
	}
	return v
}
