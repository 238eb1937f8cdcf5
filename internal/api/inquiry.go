package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// Inquiry is an inquiry as lists show it. It is exported for huma, which passes over
// embedded structs that are not.
type Inquiry struct {
	ID         string          `json:"id"`
	Tray       string          `json:"tray"`
	Channel    string          `json:"channel"`
	Subject    string          `json:"subject"`
	Snippet    string          `json:"snippet"`
	Type       string          `json:"type"`
	Stars      int             `json:"stars"`
	Grade      string          `json:"grade"`
	Intent     string          `json:"intent"`
	Action     string          `json:"action"`
	Confidence float64         `json:"confidence"`
	Buyer      writer          `json:"buyer"`
	Country    *string         `json:"country"`
	Lang       *string         `json:"lang"`
	Product    *string         `json:"product"`
	Quantity   *string         `json:"quantity"`
	Corrected  *corrected      `json:"corrected" doc:"The user's word, where it differs from the assessment."`
	Stage      string          `json:"stage"`
	Outcome    *xunpan.Outcome `json:"outcome"`
	Owner      *string         `json:"owner"`
	Contact    *string         `json:"contact"`
	Company    *string         `json:"company"`
	Tags       []string        `json:"tags" nullable:"false"`
	Messages   int             `json:"messages_count"`
	Files      int             `json:"files"`
	Unread     bool            `json:"unread"`
	Created    *time.Time      `json:"created_at"`
	Received   *time.Time      `json:"received_at"`
	Answered   *time.Time      `json:"answered_at"`
	Due        *time.Time      `json:"due_at"`
	Snoozed    *time.Time      `json:"snoozed_until"`
	Version    int64           `json:"version"`
}

type writer struct {
	Name    *string `json:"name"`
	Email   *string `json:"email"`
	Company *string `json:"company"`
}

type corrected struct {
	Type  *string   `json:"type"`
	Stars *int      `json:"stars"`
	Grade *string   `json:"grade"`
	Why   string    `json:"why"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

func known[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	t := string(s)
	return &t
}

func at(t time.Time) *time.Time {
	if t = t.UTC(); t.IsZero() || t.Year() < 1 || t.Year() > 9999 { // JSON knows no others
		return nil
	}
	return &t
}

func inquiryOf(q *xunpan.Inquiry) Inquiry {
	v := Inquiry{
		ID: string(q.ID), Tray: string(q.Tray), Channel: string(q.Channel), Subject: q.Subject, Snippet: q.Snippet, Type: string(q.Type), Stars: q.Stars, Grade: q.Grade,
		Intent: string(q.Intent), Action: string(q.Action), Confidence: q.Confidence, Buyer: writer{known(q.Party.Name), known(q.Party.Mail), known(q.Company)},
		Country: known(q.Country), Lang: known(q.Lang), Product: known(q.Product), Quantity: known(q.Quantity), Stage: string(q.Stage), Outcome: q.Outcome,
		Owner: known(q.Owner), Contact: known(q.ContactID), Company: known(q.CompanyID), Tags: q.Tags, Messages: q.Messages, Files: q.Files, Unread: q.Unread,
		Created: at(q.Created), Received: at(q.Received), Answered: at(q.Answered), Due: at(q.Due), Snoozed: at(q.Snoozed), Version: q.Version,
	}
	if v.Tags == nil {
		v.Tags = []string{}
	}
	if s := q.Said; s != nil {
		v.Corrected = &corrected{Type: known(s.Type), Stars: s.Stars, Grade: known(s.Grade), Why: s.Why, By: string(s.By), At: s.At}
	}
	return v
}

// message is one message of a conversation.
type message struct {
	ID        string          `json:"id"`
	Direction string          `json:"direction" enum:"in,out,note"`
	Channel   string          `json:"channel"`
	MessageID *string         `json:"message_id"`
	Subject   string          `json:"subject"`
	From      writer          `json:"from"`
	Date      *time.Time      `json:"date"`
	Received  *time.Time      `json:"received_at"`
	Text      string          `json:"text" doc:"UTF-8; the offsets of evidence and marks of the message judged point into it."`
	Files     []file          `json:"files" nullable:"false"`
	Auto      bool            `json:"auto"`
	Size      int             `json:"size"`
	Judged    *xunpan.Brief   `json:"judged"`
	Problems  []xunpanTrouble `json:"problems" nullable:"false"`
}

type file struct {
	Index    int    `json:"index"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Declared string `json:"declared"`
	Size     int64  `json:"size"`
	Inline   bool   `json:"inline"`
}

type xunpanTrouble = xunpan.Problem

// detail is an inquiry with everything on its page.
type detail struct {
	Inquiry
	Assessment *xunpan.Analysis      `json:"assessment"`
	Judged     *string               `json:"judged_message" doc:"Id of the message that the assessment is about."`
	Needs      *xunpan.AnalysisNeeds `json:"needs" doc:"As the user put them right; null while they are as the assessment says."`
	List       []message             `json:"messages" nullable:"false"`
	Hidden     int                   `json:"older_messages" doc:"How many older messages were left out."`
}

func detailOf(c *flow.Conversation) detail {
	v := detail{Inquiry: inquiryOf(&c.Inquiry), Assessment: c.Analysis, Judged: known(c.Judged.Message), Needs: c.Inquiry.Needs, List: []message{}, Hidden: c.Hidden}
	for i := range c.Messages {
		v.List = append(v.List, messageOf(&c.Messages[i]))
	}
	return v
}

func messageOf(s *flow.Shown) message {
	m := message{ID: string(s.ID), Direction: string(s.Direction), Channel: string(s.Channel), MessageID: known(s.MessageID), Subject: s.Subject,
		From: writer{Name: known(s.From.Name), Email: known(s.From.Mail)}, Date: at(s.Date), Received: at(s.Received), Text: s.Message.Body, Files: []file{}, Auto: s.Auto, Size: s.Size, Problems: s.Message.Problems}
	if m.Problems == nil {
		m.Problems = []xunpan.Problem{}
	}
	if s.Judged.Type != "" {
		m.Judged = &s.Judged
	}
	for i := range s.Message.Files {
		f := &s.Message.Files[i]
		m.Files = append(m.Files, file{i, f.Name, string(f.Kind), f.Declared, f.Size, f.Inline})
	}
	return m
}

type listInput struct {
	Tray     string    `query:"tray" enum:"to_answer,waiting,to_verify,quarantine,not_inquiries,done,all" doc:"All trays if left out."`
	Query    string    `query:"q" maxLength:"200" doc:"Words to search for: in the texts, names, addresses and attachments' names."`
	Type     string    `query:"type" enum:"seeker,entrant,collector,casual,sampler,inviter,spy,fraud,other"`
	Grade    string    `query:"grade" enum:"A,B,C,D"`
	MinStars int       `query:"min_stars" minimum:"0" maximum:"5"`
	Country  string    `query:"country" maxLength:"2"`
	Lang     string    `query:"lang" maxLength:"3"`
	Channel  string    `query:"channel" maxLength:"20"`
	Owner    string    `query:"owner" doc:"A user's id, or none for those without an owner."`
	Company  string    `query:"company"`
	Contact  string    `query:"contact"`
	Tag      string    `query:"tag" maxLength:"60"`
	Unread   bool      `query:"unread"`
	Files    bool      `query:"files"`
	Since    time.Time `query:"since"`
	Until    time.Time `query:"until"`
	Sort     string    `query:"sort" enum:"received,worth" default:"received"`
	Snoozed  bool      `query:"snoozed" doc:"Those hidden until later, too."`
	Limit    int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Cursor   string    `query:"cursor" maxLength:"200" doc:"The next of the page before."`
}

func (in *listInput) filter(s store.Scope, now time.Time) store.ListFilter {
	f := store.ListFilter{Scope: s, Query: in.Query, Type: xunpan.BuyerType(in.Type), Grade: in.Grade, MinStars: in.MinStars, Country: in.Country, Lang: in.Lang,
		Channel: xunpan.Channel(in.Channel), Company: xunpan.ID(in.Company), Contact: xunpan.ID(in.Contact), Tag: in.Tag, Unread: in.Unread, Files: in.Files, Since: in.Since, Until: in.Until,
		ByWorth: in.Sort == "worth", Snoozed: in.Snoozed || in.Tray == "" || in.Tray == "all", Now: now, Limit: in.Limit, Cursor: in.Cursor}
	if in.Tray != "all" {
		f.Tray = xunpan.Tray(in.Tray)
	}
	if in.Owner == "none" {
		f.Owner = new(xunpan.ID)
	} else if in.Owner != "" {
		o := xunpan.ID(in.Owner)
		f.Owner = &o
	}
	return f
}

// ByID names one thing. It is exported for huma, which passes over embedded fields that are not.
type ByID struct {
	ID string `path:"id" doc:"Id of the inquiry."`
}

type patch struct {
	Type    *string               `json:"type,omitempty" enum:"seeker,entrant,collector,casual,sampler,inviter,spy,fraud,other," doc:"Your word; an empty text takes it back."`
	Stars   *int                  `json:"stars,omitempty" minimum:"-1" maximum:"5" doc:"Your word; -1 takes it back."`
	Grade   *string               `json:"grade,omitempty" enum:"A,B,C,D," doc:"Your word; an empty text takes it back."`
	Why     *string               `json:"why,omitempty" maxLength:"500" doc:"Why, in a word."`
	Needs   *xunpan.AnalysisNeeds `json:"needs,omitempty" doc:"What is asked for, put right."`
	Owner   *string               `json:"owner,omitempty" doc:"A user's id; an empty text leaves it to nobody."`
	Tray    *string               `json:"tray,omitempty" enum:"to_answer,waiting,to_verify,quarantine,not_inquiries,done"`
	Snooze  *time.Time            `json:"snoozed_until,omitempty" doc:"Hidden until then; 0001-01-01T00:00:00Z ends it."`
	Tags    *[]string             `json:"tags,omitempty"`
	Unread  *bool                 `json:"unread,omitempty"`
	Stage   *string               `json:"stage,omitempty" enum:"new,replied,quoted,sample,negotiating,won,lost,dormant"`
	Outcome *result               `json:"outcome,omitempty"`
	Version int64                 `json:"version,omitempty" doc:"The version you saw: a change that came between is refused with 409. Left out, the present one is changed."`
}

type result struct {
	Value    string `json:"value,omitempty" pattern:"^[0-9]{1,15}([.][0-9]{1,4})?$"`
	Currency string `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
	Reason   string `json:"reason,omitempty" enum:"price,product,time,trust,silent,fake,other"`
	Note     string `json:"note,omitempty" maxLength:"2000"`
}

func (p *patch) edit() flow.Edit {
	e := flow.Edit{Stars: p.Stars, Grade: p.Grade, Why: p.Why, Needs: p.Needs, Snooze: p.Snooze, Tags: p.Tags, Unread: p.Unread, Version: p.Version}
	e.Type, e.Tray, e.Stage = as[xunpan.BuyerType](p.Type), as[xunpan.Tray](p.Tray), as[xunpan.Stage](p.Stage)
	e.Owner = as[xunpan.ID](p.Owner)
	if o := p.Outcome; o != nil {
		e.Outcome = &xunpan.Outcome{Value: o.Value, Currency: o.Currency, Reason: o.Reason, Note: o.Note}
	}
	return e
}

func as[T ~string](s *string) *T {
	if s == nil {
		return nil
	}
	t := T(*s)
	return &t
}

func gateUser(ctx context.Context) xunpan.ID {
	if u := gate.From(ctx).User; u != nil {
		return u.ID
	}
	return ""
}

// callerKey makes an Idempotency-Key the caller's own.
func callerKey(ctx context.Context, key string) string {
	if key == "" {
		return ""
	}
	a := gate.From(ctx).Actor
	return a.Kind + "/" + string(a.ID) + "/" + key
}

func (a *API) inquiryRoutes() {
	type page struct {
		Body struct {
			Items []Inquiry `json:"items" nullable:"false"`
			Next  *string   `json:"next" doc:"Cursor of the next page; null on the last."`
		}
	}
	type one struct{ Body detail }
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries", "list-inquiries", "List inquiries", "inquiries", xunpan.CanRead), func(ctx context.Context, in *listInput) (*page, error) {
		qs, next, err := a.desk.Store.Inquiries(ctx, in.filter(who(ctx).Scope, time.Now()))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(page)
		out.Body.Next = known(next)
		out.Body.Items = make([]Inquiry, len(qs))
		for i := range qs {
			out.Body.Items[i] = inquiryOf(&qs[i])
		}
		return out, nil
	})
	show := func(ctx context.Context, id string) (*one, error) {
		c, err := a.desk.Conversation(ctx, who(ctx), xunpan.ID(id))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &one{detailOf(&c)}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}", "get-inquiry", "An inquiry with its messages and its assessment", "inquiries", xunpan.CanRead), func(ctx context.Context, in *ByID) (*one, error) {
		return show(ctx, in.ID)
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/inquiries/{id}", "patch-inquiry", "Correct, assign, move, tag", "inquiries", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body patch
	}) (*one, error) {
		if _, err := a.desk.Edit(ctx, who(ctx), xunpan.ID(in.ID), in.Body.edit()); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx, in.ID)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/notes", "post-note", "Add a note among colleagues", "inquiries", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"20000"`
		}
	}) (*one, error) {
		if _, err := a.desk.AddNote(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Text); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx, in.ID)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/join", "join-inquiry", "Join this inquiry to another of the same buyer", "inquiries", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Into string `json:"into" doc:"Id of the inquiry that stays."`
		}
	}) (*one, error) {
		if err := a.desk.Join(ctx, who(ctx), xunpan.ID(in.ID), xunpan.ID(in.Body.Into)); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx, in.Body.Into)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/part", "part-inquiry", "Take a joined inquiry out again", "inquiries", xunpan.CanWork), func(ctx context.Context, in *ByID) (*one, error) {
		if err := a.desk.Part(ctx, who(ctx), xunpan.ID(in.ID)); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx, in.ID)
	})
	type bytes struct {
		ContentType string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/messages/{id}/raw", "get-raw", "A message's bytes as they came", "messages", xunpan.CanRead), func(ctx context.Context, in *ByID) (*bytes, error) {
		l, raw, err := a.desk.Raw(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		kind := "text/plain; charset=utf-8"
		if l.Form == xunpan.FormMail {
			kind = "message/rfc822"
		}
		return &bytes{kind, "attachment", raw}, nil
	})
}
