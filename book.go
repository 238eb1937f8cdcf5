package xunpan

import "time"

// The book of customers: companies and the people who write for them (DOMAIN
// section 10.1).

// Noun tells the two kinds of entries of the book apart.
type Noun string

// The nouns of the book, as the history names them.
const (
	CompanyNoun Noun = "company"
	ContactNoun Noun = "contact"
)

// KeyKind says what a key of the book is.
type KeyKind string

// The kinds of keys.
const (
	KeyMail     KeyKind = "mail"     // a person's mail address, folded
	KeyPhone    KeyKind = "phone"    // E.164
	KeyWhatsApp KeyKind = "whatsapp" // E.164
	KeyProfile  KeyKind = "profile"  // a profile on a platform
	KeyMark     KeyKind = "mark"     // of one message, for a buyer who left nothing else
	KeyDomain   KeyKind = "domain"   // registrable domain of a firm's own mail or website
	KeyName     KeyKind = "name"     // a folded name: a firm's without its legal form, a person's in the order of letters
	KeySound    KeyKind = "sound"    // how a firm's name sounds, for suggestions alone
)

// Key is one thing by which an entry of the book is found again.
type Key struct {
	Kind  KeyKind `json:"kind"`
	Value string  `json:"value"`
}

// Entry is what companies and contacts have in common.
type Entry struct {
	ID         ID
	Name       string
	Country    string // ISO 3166-1 alpha-2, "" unknown
	Owner      ID     // the salesperson; "" for none
	Tags       []string
	Custom     map[string]string // by CustomField.ID
	Note       string
	Keys       []Key
	Said       []string // fields that a user set: no computation changes them
	MergedInto ID       // the entry this one was merged into; "" for none
	Created    time.Time
	Last       time.Time // newest inquiry, or Created if there is none
	Version    int64     // counts changes; a new inquiry alone is none
}

// KeysOf returns the values of the keys of a kind, oldest first.
func (e *Entry) KeysOf(k KeyKind) []string {
	var vs []string
	for _, key := range e.Keys {
		if key.Kind == k {
			vs = append(vs, key.Value)
		}
	}
	return vs
}

// Has reports whether the entry has the key.
func (e *Entry) Has(k Key) bool {
	for _, key := range e.Keys {
		if key == k {
			return true
		}
	}
	return false
}

// SaidOf reports whether a user set the field.
func (e *Entry) SaidOf(field string) bool {
	for _, f := range e.Said {
		if f == field {
			return true
		}
	}
	return false
}

// Company is a buyer's firm.
type Company struct {
	Entry
	Website string // as he wrote it; never followed by the desk
	Address string
	Grade   string // "A" to "D": the best of its inquiries, or the user's word; "" unknown
}

// Contact is a person, or a mailbox, of a buyer.
type Contact struct {
	Entry
	Company ID // "" for none known
	Title   string
	Mail    string // the address to write to
	Phone   string // E.164 when valid
	Lang    string // ISO 639-1
}

// CustomField is a field that the users gave companies or contacts.
type CustomField struct {
	ID      string   `json:"id"` // "market_power": small letters, digits, "_"; stays when the name changes
	Noun    Noun     `json:"noun"`
	Name    Text     `json:"name"`
	Kind    string   `json:"kind"`              // one of the Field… constants
	Choices []string `json:"choices,omitempty"` // of FieldChoice
}

// Kinds of custom fields.
const (
	FieldText   = "text"
	FieldNumber = "number" // a decimal number, kept as written: "12.50"
	FieldDate   = "date"   // "2026-11-20"
	FieldChoice = "choice"
)

// Reason is why the book takes two for the same.
type Reason struct {
	Code string `json:"code"` // "mail", "phone", "name", …
	Say  Text   `json:"say"`
}

// Suggestion is a pair of entries that may be the same.
type Suggestion struct {
	Noun     Noun     `json:"noun"`
	A        ID       `json:"a"`
	B        ID       `json:"b"` // "" where B is a colleague's
	NameA    string   `json:"name_a"`
	NameB    string   `json:"name_b"`           // "" where B is a colleague's
	Masked   *Masked  `json:"masked,omitempty"` // what may be seen of a colleague's
	Strength int      `json:"strength"`         // 1 to 99: how much speaks for it
	Reasons  []Reason `json:"reasons"`          // strongest first
}

// Masked is what somebody may know of an entry that is a colleague's: that it
// is there, and whom to ask. Of an entry he may see it tells all.
type Masked struct {
	Noun    Noun     `json:"noun"`
	ID      ID       `json:"id"`       // "" where he may not see it
	Name    string   `json:"name"`     // "Gr… Trading" where he may not see it
	OwnedBy string   `json:"owned_by"` // the owner's name; "" for nobody's
	Reasons []Reason `json:"reasons"`  // by what it was found
}

// Merge is the merging of one entry into another, with what undoing it needs.
type Merge struct {
	ID        ID
	Noun      Noun
	Kept      ID
	Gone      ID
	Actor     ID // the user; "" for a program
	At        time.Time
	Fields    map[string][2]string // fields of Kept that were filled: before and after
	Custom    map[string][2]string
	Tags      []string // that Kept got
	Said      []string // that Kept got
	Keys      []Key    // that Kept got
	Contacts  []ID     // that moved
	Inquiries []ID     // that moved
}
