// Package table is the customer book as an Excel workbook: one row is a contact
// with his company, or a company without one. Written and read in again nothing
// is lost; lists of one's own come in by the words of their heads.
package table

import (
	"strings"

	"xunpan"
)

// Bounds of a workbook.
const (
	MaxBytes    = 20 << 20
	maxUnpacked = 150 << 20
	maxRows     = 50_000
	headRows    = 15 // among which the row of heads is looked for
)

// Type is the media type of the workbooks.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Row is one line. Values are texts as a person writes them; Given tells which
// columns the workbook has, so that an absent one is not taken for an empty one.
type Row struct {
	No     int // of the workbook, from 1
	Values map[string]string
}

// BadRow is a line that was not taken.
type BadRow struct {
	Row
	Why xunpan.Text
}

// List is a workbook that was read.
type List struct {
	Heads   []string // as they stand there
	Keys    []string // what each was understood as, "" not at all
	Rows    []Row
	Bad     []BadRow
	Unknown []string // heads that were not understood
}

// The columns. Custom fields follow as "custom." and "contact.custom." with the
// field's id.
const (
	CompanyID   = "company.id"
	Company     = "company"
	Country     = "country"
	Website     = "website"
	Address     = "address"
	Grade       = "grade"
	Owner       = "owner"
	Tags        = "tags"
	Note        = "note"
	Domains     = "domains"
	Phones      = "company.phones"
	ContactID   = "contact.id"
	Contact     = "contact"
	Title       = "title"
	Mails       = "mails"
	Telephones  = "phones"
	Lang        = "lang"
	ContactTags = "contact.tags"
	ContactNote = "contact.note"

	// Where they differ from the company's.
	ContactCountry = "contact.country"
	ContactOwner   = "contact.owner"

	custom        = "custom."
	contactCustom = "contact.custom."
)

// column is one column: its key, its head, and what else it may be called.
type column struct {
	key   string
	say   xunpan.Text
	words string
}

var columns = []column{
	{Company, xunpan.Text{En: "Company", Zh: "公司"}, "company name|customer|client|buyer|firm|公司名称|公司名|客户|客户名称|客户公司|买家"},
	{Country, xunpan.Text{En: "Country", Zh: "国家"}, "nation|country/region|国别|国家地区|国家/地区"},
	{Contact, xunpan.Text{En: "Contact", Zh: "联系人"}, "contact name|contact person|name|person|姓名|联系人姓名|名字"},
	{Title, xunpan.Text{En: "Position", Zh: "职位"}, "title|job title|职务|岗位"},
	{Mails, xunpan.Text{En: "E-mails", Zh: "邮箱"}, "e-mail|email|emails|mail|email address|e-mail address|邮件|电子邮箱|电子邮件|邮箱地址"},
	{Telephones, xunpan.Text{En: "Telephones", Zh: "电话"}, "phone|phones|tel|telephone|mobile|phone number|whatsapp|手机|联系电话|电话号码|手机号"},
	{Website, xunpan.Text{En: "Website", Zh: "网站"}, "web|site|homepage|url|网址|官网"},
	{Address, xunpan.Text{En: "Address", Zh: "地址"}, "company address|公司地址|详细地址"},
	{Grade, xunpan.Text{En: "Grade", Zh: "等级"}, "class|level|客户等级|级别"},
	{Owner, xunpan.Text{En: "Owner", Zh: "负责人"}, "salesperson|sales|业务员|跟进人|所属业务员"},
	{Tags, xunpan.Text{En: "Tags", Zh: "标签"}, "labels|客户标签"},
	{Note, xunpan.Text{En: "Note", Zh: "备注"}, "notes|remark|remarks|comment|comments|说明"},
	{Lang, xunpan.Text{En: "Language", Zh: "语言"}, "语种"},
	{ContactTags, xunpan.Text{En: "Tags of the contact", Zh: "联系人标签"}, ""},
	{ContactNote, xunpan.Text{En: "Note on the contact", Zh: "联系人备注"}, ""},
	{ContactCountry, xunpan.Text{En: "Country of the contact", Zh: "联系人国家"}, ""},
	{ContactOwner, xunpan.Text{En: "Owner of the contact", Zh: "联系人负责人"}, ""},
	{Domains, xunpan.Text{En: "Mail domains", Zh: "邮箱域名"}, "domain|域名"},
	{Phones, xunpan.Text{En: "Telephones of the company", Zh: "公司电话"}, "company phone|总机"},
	{CompanyID, xunpan.Text{En: "Company id", Zh: "公司编号"}, ""},
	{ContactID, xunpan.Text{En: "Contact id", Zh: "联系人编号"}, ""},
}

// columnsWith are the columns with the custom fields of the house.
func columnsWith(fields []xunpan.CustomField) []column {
	out := append([]column{}, columns...)
	for _, f := range fields {
		key := custom + f.ID
		say := f.Name
		if f.Noun == xunpan.ContactNoun {
			key = contactCustom + f.ID
			say = xunpan.Text{En: f.Name.En + " (contact)", Zh: f.Name.Zh + "（联系人）"}
		}
		out = append(out, column{key, say, ""})
	}
	return out
}

// CustomOf is what a row says of the custom fields of a noun, by their ids.
func (r *Row) CustomOf(noun xunpan.Noun) map[string]string {
	prefix := custom
	if noun == xunpan.ContactNoun {
		prefix = contactCustom
	}
	var out map[string]string
	for key, v := range r.Values {
		if id, ok := strings.CutPrefix(key, prefix); ok && v != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[id] = v
		}
	}
	return out
}

// SetCustom puts an entry's custom fields into a row.
func (r *Row) SetCustom(noun xunpan.Noun, values map[string]string) {
	prefix := custom
	if noun == xunpan.ContactNoun {
		prefix = contactCustom
	}
	for id, v := range values {
		r.Values[prefix+id] = v
	}
}

// Lines joins several values in one cell, and List takes them apart again.
func Lines(list []string) string { return strings.Join(list, "\n") }

// ListOf takes the values of a cell apart: one a line, or parted by semicolons.
func ListOf(cell string) []string {
	var out []string
	for _, v := range strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}
