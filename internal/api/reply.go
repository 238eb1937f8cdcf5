package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// draftIn is an answer as a program writes it.
type draftIn struct {
	Situation xunpan.Situation `json:"situation,omitempty" enum:"answer,no_rush,need_time,know_him,cannot,not_now,sample,follow_up,decline"`
	Purpose   xunpan.Purpose   `json:"purpose,omitempty" enum:"missing,point,fit,validity,alternative,proof,sample,next,reorder,care,news,greeting,closing" doc:"What a follow-up brings the buyer."`
	Template  string           `json:"template,omitempty" maxLength:"100" doc:"Id of one of the house's own letters, with compose."`
	Lang      string           `json:"lang,omitempty" maxLength:"5"`
	To        []xunpan.Address `json:"to,omitempty" maxItems:"20"`
	Cc        []xunpan.Address `json:"cc,omitempty" maxItems:"20"`
	Subject   string           `json:"subject,omitempty" maxLength:"500"`
	Body      string           `json:"body,omitempty" maxLength:"100000" doc:"Left out with compose."`
	Quotation string           `json:"quotation,omitempty"`
	Papers    []string         `json:"papers,omitempty" maxItems:"2" enum:"pdf,xlsx" doc:"The forms in which the quotation goes along."`
	Files     []string         `json:"files,omitempty" maxItems:"20" doc:"Ids of files of the house that go along."`
	Promise   *time.Time       `json:"promise,omitempty" doc:"By when the answer says that we come back; the inquiry then waits for us by then."`
	Polish    string           `json:"polish,omitempty" enum:"polish,translate" doc:"Have the language model polish the text, or translate it into lang; figures and names must stay."`
	Compose   bool             `json:"compose,omitempty" doc:"Write subject and body of what is known; what is not is a gap."`
	Version   int64            `json:"version,omitempty"`
}

// draftOut is a draft with what is checked before it leaves.
type draftOut struct {
	Draft  xunpan.Draft     `json:"draft"`
	Checks []xunpan.Finding `json:"checks" nullable:"false"`
}

func (in *draftIn) fill(d *xunpan.Draft) {
	if in.Situation != "" {
		d.Situation = in.Situation
	}
	if in.Purpose != "" {
		d.Purpose = in.Purpose
	}
	if in.Template != "" {
		d.Template = in.Template
	}
	if in.Lang != "" {
		d.Lang = in.Lang
	}
	if in.To != nil {
		d.To = in.To
	}
	if in.Cc != nil {
		d.Cc = in.Cc
	}
	if in.Subject != "" {
		d.Subject = in.Subject
	}
	if in.Body != "" {
		d.Body = in.Body
	}
	if in.Quotation != "" {
		d.Quotation = xunpan.ID(in.Quotation)
	}
	if in.Papers != nil {
		d.Papers = in.Papers
	}
	if in.Files != nil {
		d.Files = nil
		for _, id := range in.Files {
			d.Files = append(d.Files, xunpan.ID(id))
		}
	}
	if in.Promise != nil {
		d.Promise = *in.Promise
	}
	if in.Version != 0 {
		d.Version = in.Version
	}
}

func (a *API) replyRoutes() {
	checked := func(ctx context.Context, d xunpan.Draft) (*single[draftOut], error) {
		found, err := a.desk.CheckDraft(ctx, who(ctx), &d)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[draftOut]{draftOut{d, found}}, nil
	}
	keep := func(ctx context.Context, d xunpan.Draft, in *draftIn) (*single[draftOut], error) {
		in.fill(&d)
		if in.Compose {
			if err := a.desk.ComposeDraft(ctx, who(ctx), &d, "en"); err != nil {
				return nil, a.fail(ctx, err)
			}
		}
		if in.Polish != "" {
			if err := a.desk.PolishDraft(ctx, who(ctx), &d, in.Polish == "translate"); err != nil {
				return nil, a.fail(ctx, err)
			}
		}
		if err := a.desk.SaveDraft(ctx, who(ctx), &d); err != nil {
			return nil, a.fail(ctx, err)
		}
		return checked(ctx, d)
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}/drafts", "list-drafts", "The drafts of answers to an inquiry", "answers", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[[]xunpan.Draft], error) {
		q, err := a.desk.See(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		ds, err := a.desk.Store.Drafts(ctx, q.ID)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[[]xunpan.Draft]{append([]xunpan.Draft{}, ds...)}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/drafts", "post-draft", "Begin an answer", "answers", xunpan.CanWork, created), func(ctx context.Context, in *struct {
		ByID
		Body draftIn
	}) (*single[draftOut], error) {
		d, err := a.desk.NewDraft(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		in.Body.Version = 0
		return keep(ctx, d, &in.Body)
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/drafts/{id}", "patch-draft", "Change an answer that was not sent", "answers", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body draftIn
	}) (*single[draftOut], error) {
		d, err := a.desk.SeeDraft(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return keep(ctx, d, &in.Body)
	})
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/drafts/{id}", "delete-draft", "Throw an answer away", "answers", xunpan.CanWork, gone), func(ctx context.Context, in *ByID) (*struct{}, error) {
		if err := a.desk.DropDraft(ctx, who(ctx), xunpan.ID(in.ID)); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/drafts/{id}/send", "send-draft", "Send an answer", "answers", xunpan.CanWork, func(op *huma.Operation) {
		op.DefaultStatus = http.StatusAccepted
		op.Description = "It leaves after a minute, in which it can be taken back, or at its time. What a check forbids is refused with 422."
	}), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Version int64      `json:"version,omitempty"`
			Mailbox string     `json:"mailbox,omitempty" doc:"Through which; the one the inquiry came to if left out."`
			At      *time.Time `json:"at,omitempty" doc:"Not before."`
			Quote   bool       `json:"quote,omitempty" doc:"With the mail it answers beneath."`
		}
	}) (*single[xunpan.Outgoing], error) {
		p := flow.Posting{Version: in.Body.Version, Mailbox: xunpan.ID(in.Body.Mailbox), Quote: in.Body.Quote}
		if in.Body.At != nil {
			p.At = *in.Body.At
		}
		o, err := a.desk.Send(ctx, who(ctx), xunpan.ID(in.ID), p)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[xunpan.Outgoing]{o}, nil
	})
	a.mailRoutes()
}

func (a *API) mailRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}/mails", "list-mails", "The answers of an inquiry that were sent or are on their way", "answers", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[[]xunpan.Outgoing], error) {
		q, err := a.desk.See(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		os, err := a.desk.Store.Outgoing(ctx, q.ID, nil, 100)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[[]xunpan.Outgoing]{append([]xunpan.Outgoing{}, os...)}, nil
	})
	act := func(path, id, summary string, f func(context.Context, flow.Who, xunpan.ID) error) {
		huma.Register(a.huma, route(http.MethodPost, "/api/v1/mails/{id}/"+path, id, summary, "answers", xunpan.CanWork), func(ctx context.Context, in *ByID) (*single[xunpan.Outgoing], error) {
			var s store.Sending
			err := f(ctx, who(ctx), xunpan.ID(in.ID))
			if err == nil {
				s, err = a.desk.Store.Sending(ctx, xunpan.ID(in.ID))
			}
			if err != nil {
				return nil, a.fail(ctx, err)
			}
			return &single[xunpan.Outgoing]{s.Outgoing}, nil
		})
	}
	act("unsend", "unsend-mail", "Take a mail back that did not leave; it is a draft again", func(ctx context.Context, w flow.Who, id xunpan.ID) error {
		_, err := a.desk.Unsend(ctx, w, id)
		return err
	})
	act("left", "mail-left", "Of a doubtful mail: it left", func(ctx context.Context, w flow.Who, id xunpan.ID) error { return a.desk.Settle(ctx, w, id, true) })
	act("again", "mail-again", "Of a doubtful mail: send it once more", func(ctx context.Context, w flow.Who, id xunpan.ID) error { return a.desk.Settle(ctx, w, id, false) })
	act("retry", "mail-retry", "Send a mail that was refused once more", a.desk.Again)
}
