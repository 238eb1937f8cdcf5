package web

import (
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// ReplyView is an answer being written, with what is checked beside it.
type ReplyView struct {
	Frame
	Row      InquiryRow
	Asked    string // the newest message of the buyer, for reading along
	Draft    xunpan.Draft
	To, Cc   string
	Promise  string // as <input type="datetime-local"> has it, on the desk's clock
	Leave    string // when a follow-up had best leave, likewise; "" for none
	His      string // that moment on the buyer's clock
	Quotes   []QuoteRow
	Files    []flow.FileChoice
	Letters  []xunpan.LetterTemplate
	Model    bool // there is a language model
	Missing  bool // there is something to ask the buyer for
	Boxes    []choice
	Findings []FindingView
	Mails    []MailRow
	Ways     []WayOut // to reach a buyer whose mail address is not known
	Problem  string
	Problems map[string]string
}

// WayOut is a way to reach a buyer that leads out of the desk.
type WayOut struct{ Icon, Title, URL string }

// FindingView is the result of one check.
type FindingView struct {
	State      xunpan.FindingState
	Text       string
	Field      string
	Start, End int // in UTF-16 units, as a browser counts; equal for the whole field
}

// MailRow is a mail on its way.
type MailRow struct {
	ID        xunpan.ID
	State     xunpan.OutgoingState
	NotBefore time.Time
	Sent      time.Time
	Problem   string
}

func (m MailRow) url() string { return "/mails/" + string(m.ID) }

func (v ReplyView) url() string { return v.Row.url() + "/reply" }

func (v ReplyView) purposes() []choice {
	var out []choice
	for _, p := range xunpan.Purposes {
		out = append(out, choice{string(p), v.T.Of("purpose", string(p)), p == v.Draft.Purpose})
	}
	return out
}

func (v ReplyView) situations() []choice {
	var out []choice
	for _, s := range xunpan.Situations {
		out = append(out, choice{string(s), v.T.Of("situation", string(s)), s == v.Draft.Situation})
	}
	return out
}

func (v ReplyView) langs() []choice {
	var out []choice
	for _, l := range xunpan.PaperLangs {
		out = append(out, choice{l, v.T.Language(l), l == v.Draft.Lang})
	}
	return out
}

func (v ReplyView) quotations() []choice {
	out := []choice{{"", v.T.Say("reply.noquote"), v.Draft.Quotation == ""}}
	for _, q := range v.Quotes {
		out = append(out, choice{string(q.ID), q.title() + " · " + v.T.Of("quotestate", string(q.State)), q.ID == v.Draft.Quotation})
	}
	return out
}

// byMail reports whether the answer can leave as a mail.
func (v ReplyView) byMail() bool { return v.To != "" || v.Row.Channel == xunpan.Email }

// findIcons are the icons of findings.
var findIcons = map[xunpan.FindingState]string{xunpan.FindPass: "check", xunpan.FindWarn: "triangle-alert", xunpan.FindBlock: "circle-x"}

// paper reports whether the quotation goes along in a form.
func (v ReplyView) paper(form string) bool { return slices.Contains(v.Draft.Papers, form) }

// letters are the house's own letters, those for the situation first.
func (v ReplyView) letters() []choice {
	out := []choice{{"", v.T.Say("reply.usual"), v.Draft.Template == ""}}
	for _, fits := range []bool{true, false} {
		for _, l := range v.Letters {
			if (l.Situation == v.Draft.Situation) == fits {
				out = append(out, choice{l.ID, l.Name, l.ID == v.Draft.Template})
			}
		}
	}
	return out
}
