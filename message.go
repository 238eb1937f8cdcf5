package xunpan

import "time"

// Message is one mail, form post or chat line after reading. The raw bytes are
// kept elsewhere and never changed; everything here can be made again from them.
type Message struct {
	ID      string  // Message-ID without angle brackets; empty if none
	Channel Channel // where it came in

	Date     time.Time // the Date header in the zone it states; zero if none or unreadable
	ZoneTold bool      // the Date header stated a real offset (not "-0000") of the writer's own clock
	DayOnly  bool      // the Date names a day without an hour, or an hour of no clock that is known

	From       Address   // the buyer: the sender, or whom a platform or a colleague's forward names
	Envelope   Address   // the From header as it stands, before a forward or platform was looked through
	Sender     Address   // the Sender header
	ReplyTo    []Address // the Reply-To headers
	ReturnPath string    // address of the Return-Path header; "<>" for a null path
	To, Cc     []Address
	InReplyTo  []string // message ids without brackets
	References []string

	Subject string
	Body    string    // UTF-8; HTML already turned into text; line ends are \n
	Blocks  []Block   // Body from start to end, in order, without gaps
	Links   []Link    // from HTML and from bare text, in order
	Hidden  string    // text that HTML hid from the reader's eye
	Tables  []Table   // tables found in HTML with their cells' spans in Body
	Images  int       // images referred to by HTML
	Headers []Header  // all top-level headers in order, decoded
	Files   []File    // attachments in order
	Forward *Forward  // set when a colleague forwarded the mail
	Via     *Platform // set when a platform's notification (or an imitation of one) brought it

	Given    Given     // fields stated beside a pasted or form inquiry
	Problems []Problem // what could not be read, and what was done about it
}

// Address is a mail address with its display name.
type Address struct {
	Name string `json:"name,omitempty"`
	Mail string `json:"mail"` // lower-cased domain; empty if unreadable
}

// Header is one header line, decoded to UTF-8.
type Header struct{ Name, Value string }

// Header returns the first value of the named header (canonical spelling is not
// needed), or "".
func (m *Message) Header(name string) string {
	for i := range m.Headers {
		if equalFold(m.Headers[i].Name, name) {
			return m.Headers[i].Value
		}
	}
	return ""
}

// HeaderValues returns all values of the named header, top one first.
func (m *Message) HeaderValues(name string) []string {
	var vs []string
	for i := range m.Headers {
		if equalFold(m.Headers[i].Name, name) {
			vs = append(vs, m.Headers[i].Value)
		}
	}
	return vs
}

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if 'A' <= x && x <= 'Z' {
			x += 'a' - 'A'
		}
		if 'A' <= y && y <= 'Z' {
			y += 'a' - 'A'
		}
		if x != y {
			return false
		}
	}
	return true
}

// PartText returns the text that spans of the part point into; "" if there is none.
func (m *Message) PartText(p Part) string {
	switch {
	case p == PartSubject:
		return m.Subject
	case p == PartBody:
		return m.Body
	case len(p) > 7 && p[:7] == "header:":
		return m.Header(string(p[7:]))
	case len(p) > 11 && p[:11] == "attachment:":
		n := 0
		for _, c := range p[11:] {
			if c < '0' || c > '9' || n > len(m.Files) {
				return ""
			}
			n = n*10 + int(c-'0')
		}
		if n < len(m.Files) {
			if m.Files[n].Text != "" {
				return m.Files[n].Text
			}
			return m.Files[n].Name
		}
	}
	return ""
}

// BlockKind tells the new text of a message from what hangs on to it.
type BlockKind uint8

// Kinds of blocks.
const (
	Fresh      BlockKind = iota // what the sender wrote now
	Signature                   // his name, firm and contacts below it
	Quoted                      // history: earlier mails, "> " lines
	Disclaimer                  // legal boilerplate, "do you need to print this mail"
	Footer                      // "Sent from my iPhone", mailing-list and antivirus footers
	Wrapper                     // a forwarder's or platform's own words and header lines
)

func (k BlockKind) String() string {
	return [...]string{"fresh", "signature", "quoted", "disclaimer", "footer", "wrapper"}[k]
}

// Block is a stretch of Body of one kind.
type Block struct {
	Kind       BlockKind
	Start, End int
}

// Link is one link of the mail.
type Link struct {
	Target     string // the absolute target as written, before any normalisation
	Text       string // what the reader sees
	Start, End int    // where Text stands in Body; 0,0 if not there
	Action     bool   // the target of an HTML form
}

// Table is a table of the HTML body.
type Table struct{ Rows [][]Cell }

// Cell is one cell of a table: its text is Body[Start:End].
type Cell struct{ Start, End int }

// File is one attachment, told by its content.
type File struct {
	Name      string // as the sender named it, decoded
	Declared  string // media type claimed by the sender
	Kind      FileKind
	Size      int64    // bytes after transfer decoding; estimated when only sniffed
	Inline    bool     // an inline image or body-like part
	Encrypted bool     // needs a password
	Macro     bool     // an office document with macros
	Form      bool     // HTML with a form or password field
	Script    bool     // HTML or SVG with script
	Inner     []string // names inside an archive
	Text      string   // text of textual attachments, bounded
	Broken    bool     // its encoding or structure could not be read to the end
}

// FileKind is what an attachment really is, by its content first and its name second.
type FileKind string

// Kinds of attachments.
const (
	FileUnknown    FileKind = ""
	FilePDF        FileKind = "pdf"
	FileImage      FileKind = "image"
	FileDocument   FileKind = "document" // office documents of all makes
	FileSheet      FileKind = "sheet"
	FileText       FileKind = "text"
	FileHTML       FileKind = "html"
	FileSVG        FileKind = "svg"
	FileCalendar   FileKind = "calendar"
	FileCard       FileKind = "vcard"
	FileArchive    FileKind = "archive"
	FileExecutable FileKind = "executable"
	FileScript     FileKind = "script"
	FileDiskImage  FileKind = "disk-image"
	FileShortcut   FileKind = "shortcut" // .lnk, .url, .desktop
	FileMessage    FileKind = "message"
	FileSignature  FileKind = "signature" // S/MIME or PGP
	FileMedia      FileKind = "media"
	FileOther      FileKind = "other"
)

// Forward is what a colleague's forward says of the original mail.
type Forward struct {
	By      Address // the colleague
	From    Address // the original sender; Mail may be empty when only a name was shown
	Subject string
	Date    string // as written
	At      int    // where the forwarded text begins in Body
}

// Platform is a notification of a trade platform or of a website form.
type Platform struct {
	ID      string  // "alibaba", "made-in-china", "globalsources", "form", …
	Channel Channel // the channel it means
	Genuine bool    // the sending domain is the platform's own
	Buyer   Given   // what the notification says of the buyer
}

// Given holds fields stated in so many words beside the text.
type Given struct {
	Name, Company, Email, Phone, Country string
	Product, Quantity, Date, IP, To      string
	Page                                 string
	Level                                string // the platform's own standing of the buyer, as written
}

// Problem says what of a message could not be read as it should have been.
type Problem struct {
	Code   string `json:"code"`   // one of the Problem… constants
	Where  string `json:"where"`  // header name, part number, attachment name
	Detail string `json:"detail"` // one English sentence
}

// Codes of problems in reading.
const (
	ProblemLimit    = "limit"    // a limit on size, depth or parts was met; the rest was left out
	ProblemEncoding = "encoding" // transfer encoding broken; decoded as far as it went
	ProblemCharset  = "charset"  // unknown or wrong charset; decoded by a guess
	ProblemMIME     = "mime"     // structure broken; read as well as possible
	ProblemHeader   = "header"   // a header line makes no sense
	ProblemSealed   = "sealed"   // encrypted; only the cover can be read
)
