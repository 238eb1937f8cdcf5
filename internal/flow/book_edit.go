package flow

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/geo"
	"xunpan/internal/lookup"
	"xunpan/internal/store"
)

// SettingCustomFields holds the custom fields of companies and contacts.
const SettingCustomFields = "custom_fields"

// Limits of what people write into the book.
const (
	maxFieldLen = 1000 // bytes of a plain field
	maxKeyList  = 20   // mails, phones or domains of an entry
)

// EntryEdit is what a person changes of a company or contact; nil fields stay
// as they are. What a person sets is never overwritten by the desk.
type EntryEdit struct {
	Name    *string
	Country *string // ISO 3166-1 alpha-2
	Note    *string
	Phones  *[]string // all of them; as written, they are kept in E.164
	Owner   *xunpan.ID
	Tags    *[]string
	Custom  map[string]string // by the field's id; "" takes a value away
	Version int64             // the version that was seen; 0 changes whatever is there
}

// CompanyEdit is what a person changes of a company.
type CompanyEdit struct {
	EntryEdit
	Website, Address *string
	Grade            *string   // "A" to "D"; "" leaves it to the desk again
	Domains          *[]string // all of its own mail domains
}

// ContactEdit is what a person changes of a contact.
type ContactEdit struct {
	EntryEdit
	Company     *xunpan.ID // "" for none
	Title, Lang *string
	Mails       *[]string // all of them, the main one first
}

// Names of fields that are no plain text.
const (
	fieldCompany = "company"
	fieldOwner   = "owner"
	fieldTags    = "tags"
)

// editing collects what changes of one entry.
type editing struct {
	who     Who
	entry   *xunpan.Entry
	fields  []book.Field
	changes map[string][2]any
	err     error
}

// note notes a change, and that a person said so.
func (e *editing) note(field string, from, to any) {
	e.changes[field] = [2]any{from, to}
	if field != fieldOwner && field != fieldTags && !strings.HasPrefix(field, "custom.") && !e.entry.SaidOf(field) {
		e.entry.Said = append(e.entry.Said, field)
	}
}

// text sets a plain field.
func (e *editing) text(name string, to *string, check func(string) error) {
	if to == nil || e.err != nil {
		return
	}
	v := strings.TrimSpace(*to)
	limit := maxFieldLen
	if name == "note" {
		limit = maxNoteLen
	} else {
		v = strings.Join(strings.Fields(v), " ")
	}
	if len(v) > limit || strings.ContainsRune(v, 0) || strings.ToValidUTF8(v, "") != v {
		e.err = invalid(name, "This field takes %d bytes of text at most.", "该字段最多 %d 字节文本。", limit)
		return
	}
	if check != nil && v != "" {
		if e.err = check(v); e.err != nil {
			return
		}
	}
	for _, f := range e.fields {
		if f.Name == name && *f.Value != v {
			e.note(name, *f.Value, v)
			*f.Value = v
		}
	}
}

// list sets the keys of the kinds to what norm makes of the values.
func (e *editing) list(name string, to *[]string, norm func(string) (string, error), kinds ...xunpan.KeyKind) {
	if to == nil || e.err != nil {
		return
	}
	if len(*to) > maxKeyList {
		e.err = invalid(name, "There can be %d of these at most.", "最多 %d 个。", maxKeyList)
		return
	}
	var vs []string
	for _, v := range *to {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		if v, e.err = norm(v); e.err != nil {
			return
		}
		if !slices.Contains(vs, v) {
			vs = append(vs, v)
		}
	}
	was := keysOf(e.entry, kinds...)
	if !slices.Equal(was, vs) {
		e.note(name, was, vs)
		book.SetKeys(e.entry, vs, kinds...)
	}
}

func keysOf(e *xunpan.Entry, kinds ...xunpan.KeyKind) []string {
	var vs []string
	for _, k := range e.Keys {
		if slices.Contains(kinds, k.Kind) && !slices.Contains(vs, k.Value) {
			vs = append(vs, k.Value)
		}
	}
	return vs
}

// common applies what companies and contacts have in common.
func (d *Desk) common(ctx context.Context, tx *store.Tx, noun xunpan.Noun, e *editing, in *EntryEdit) error {
	if in.Country != nil {
		up := strings.ToUpper(strings.TrimSpace(*in.Country))
		e.text("country", &up, func(c string) error {
			if geo.Get(c) == nil {
				return invalid("country", "There is no country %q; write the two letters of ISO 3166, like DE.", "没有国家代码“%s”，请使用 ISO 3166 两位代码，如 DE。", c)
			}
			return nil
		})
	}
	e.text("note", in.Note, nil)
	e.list(book.Phones, in.Phones, func(v string) (string, error) {
		if n, ok := book.Phone(v, e.entry.Country); ok {
			return n, nil
		}
		return "", invalid(book.Phones, "%q is no telephone number that can be dialled. Write it with its country: +49 30 123456.", "“%s”不是可拨打的电话号码，请带上国家代码，如 +49 30 123456。", v)
	}, xunpan.KeyPhone, xunpan.KeyWhatsApp)
	if e.err != nil {
		return e.err
	}
	if in.Tags != nil {
		tags, err := cleanTags(*in.Tags)
		if err != nil {
			return err
		}
		if !slices.Equal(tags, e.entry.Tags) {
			e.note(fieldTags, e.entry.Tags, tags)
			e.entry.Tags = tags
		}
	}
	if in.Owner != nil && *in.Owner != e.entry.Owner {
		if err := d.giveEntry(ctx, tx, e.who, e.entry.Owner, *in.Owner); err != nil {
			return err
		}
		e.note(fieldOwner, e.entry.Owner, *in.Owner)
		e.entry.Owner = *in.Owner
	}
	return d.custom(ctx, tx, noun, e, in.Custom)
}

// giveEntry refuses to give an entry to somebody if that is not theirs to do:
// everybody may take one of nobody and give up his own, few may do more.
func (d *Desk) giveEntry(ctx context.Context, tx *store.Tx, who Who, from, to xunpan.ID) error {
	self := userID(who.Actor)
	if self == "" || !(from == "" && to == self || from == self && to == "") {
		if _, err := require(ctx, tx, who, xunpan.CanAssign); err != nil {
			return err
		}
	}
	if to == "" {
		return nil
	}
	if u, err := tx.User(ctx, to); errors.Is(err, store.ErrNotFound) || err == nil && !u.Active {
		return invalid(fieldOwner, "There is no such colleague.", "没有这位同事。")
	} else if err != nil {
		return err
	}
	return nil
}

func (d *Desk) custom(ctx context.Context, tx *store.Tx, noun xunpan.Noun, e *editing, given map[string]string) error {
	if len(given) == 0 {
		return nil
	}
	var fields []xunpan.CustomField
	if _, err := tx.Setting(ctx, SettingCustomFields, &fields); err != nil {
		return err
	}
	values, err := book.CheckCustom(fields, noun, given)
	if err != nil {
		return err
	}
	custom := maps.Clone(e.entry.Custom)
	if custom == nil {
		custom = map[string]string{}
	}
	for id, v := range values {
		if custom[id] == v {
			continue
		}
		e.note("custom."+id, custom[id], v)
		if custom[id] = v; v == "" {
			delete(custom, id)
		}
	}
	if e.entry.Custom = custom; len(custom) == 0 {
		e.entry.Custom = nil
	}
	return nil
}

func (d *Desk) applyCompany(ctx context.Context, tx *store.Tx, who Who, c *xunpan.Company, in *CompanyEdit) (*editing, error) {
	e := &editing{who: who, entry: &c.Entry, fields: book.CompanyFields(c), changes: map[string][2]any{}}
	before := c.Name
	e.text("name", in.Name, nil)
	if c.Name != before {
		book.NameCompany(c, c.Name)
	}
	e.text("website", in.Website, nil)
	e.text("address", in.Address, nil)
	e.text("grade", in.Grade, func(g string) error {
		if !slices.Contains([]string{"A", "B", "C", "D"}, g) {
			return invalid("grade", "The grades are A, B, C and D, not %q.", "等级只有 A、B、C、D，没有“%s”。", g)
		}
		return nil
	})
	if in.Grade != nil && c.Grade == "" {
		c.Said = slices.DeleteFunc(slices.Clone(c.Said), func(f string) bool { return f == "grade" })
	}
	e.list(book.Domains, in.Domains, d.ownDomain, xunpan.KeyDomain)
	if err := d.common(ctx, tx, xunpan.CompanyNoun, e, &in.EntryEdit); err != nil {
		return nil, err
	}
	if c.Name == "" {
		return nil, invalid("name", "A company needs a name.", "公司需要名称。")
	}
	return e, nil
}

// ownDomain is the registrable domain of what a person wrote, which must be one
// that a single firm owns.
func (d *Desk) ownDomain(text string) (string, error) {
	r := d.Reader()
	dom := lookup.Domain(hostOf(text), lookup.Env{Home: r.Home, House: r.House})
	switch {
	case dom.Kind == xunpan.DomainNone || !strings.Contains(dom.Org, "."):
		return "", invalid(book.Domains, "%q is no domain. Write it like acme.com.", "“%s”不是域名，请写成 acme.com 的形式。", text)
	case dom.Kind != xunpan.DomainOwn:
		return "", invalid(book.Domains, "%q belongs to many or to ourselves; no company can be known by it.", "“%s”为多人共用或属于我方，不能用来识别公司。", dom.Org)
	}
	return dom.Org, nil
}

// hostOf is the host in a web or mail address, or in a bare domain.
func hostOf(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		text = text[:i]
	}
	text = text[strings.LastIndexByte(text, '@')+1:]
	host, _, _ := strings.Cut(text, ":")
	return strings.TrimPrefix(host, "www.")
}

func (d *Desk) applyContact(ctx context.Context, tx *store.Tx, who Who, c *xunpan.Contact, in *ContactEdit) (*editing, error) {
	e := &editing{who: who, entry: &c.Entry, fields: book.ContactFields(c), changes: map[string][2]any{}}
	before := c.Name
	e.text("name", in.Name, nil)
	if c.Name != before {
		book.NameContact(c, c.Name)
	}
	e.text("title", in.Title, nil)
	e.text("lang", in.Lang, func(l string) error {
		if len(l) != 2 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz") != "" {
			return invalid("lang", "%q is no language; write the two letters of ISO 639-1, like en.", "“%s”不是语言代码，请使用 ISO 639-1 两位代码，如 en。", l)
		}
		return nil
	})
	e.list(book.Mails, in.Mails, func(v string) (string, error) {
		if local, host, ok := strings.Cut(v, "@"); !ok || local == "" || !strings.Contains(host, ".") || len(v) > maxEmail || strings.ContainsAny(v, " <>,;\"\x00") {
			return "", invalid(book.Mails, "%q is no mail address.", "“%s”不是邮箱地址。", v)
		}
		return book.FoldMail(v), nil
	}, xunpan.KeyMail)
	if in.Company != nil && *in.Company != c.Company && e.err == nil {
		if *in.Company != "" {
			if _, err := d.company(ctx, tx, who, *in.Company); err != nil {
				return nil, invalid(fieldCompany, "There is no such company.", "没有这家公司。")
			}
		}
		e.note(fieldCompany, c.Company, *in.Company)
		c.Company = *in.Company
	}
	if err := d.common(ctx, tx, xunpan.ContactNoun, e, &in.EntryEdit); err != nil {
		return nil, err
	}
	if in.Mails != nil {
		c.Mail = firstOf(c.Mail, *in.Mails, c.KeysOf(xunpan.KeyMail))
	}
	if in.Phones != nil {
		c.Phone = ""
		if all := keysOf(&c.Entry, xunpan.KeyPhone, xunpan.KeyWhatsApp); len(all) > 0 {
			c.Phone = all[0]
		}
	}
	if c.Name == "" && len(c.KeysOf(xunpan.KeyMail)) == 0 && c.Phone == "" {
		return nil, invalid("name", "A contact needs a name, a mail address or a telephone number.", "联系人需要姓名、邮箱或电话。")
	}
	return e, nil
}

// firstOf is the address to write to: as the user wrote it, not folded.
func firstOf(was string, written, keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	for _, w := range written {
		if w = strings.TrimSpace(w); w != "" {
			return w
		}
	}
	return was
}

func mergedAway(into string) error {
	return invalid("", "This was merged into “%s”; change that one, or undo the merge.", "该条目已合并到“%s”，请修改后者或撤销合并。", into)
}

func edited(ctx context.Context, tx *store.Tx, who Who, noun xunpan.Noun, e *editing) error {
	detail := make(map[string]any, len(e.changes))
	for f, c := range e.changes {
		detail[f] = c
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: string(noun), ID: e.entry.ID, What: "edited", Detail: detail})
}
