package flow

import (
	"bytes"
	"context"
	"errors"

	"xunpan"
	"xunpan/internal/store"
)

// Conversation is an inquiry with its messages, read again from their bytes.
type Conversation struct {
	Inquiry  xunpan.Inquiry
	Analysis *xunpan.Analysis // the assessment shown; nil if there is none
	Judged   store.Judgement  // how it came about
	Facts    *xunpan.Facts    // of the message judged, as known now; nil if there is none
	Messages []Shown          // oldest first
	Hidden   int              // older messages that were left out
}

// Shown is one message with its words.
type Shown struct {
	xunpan.Letter
	Message *xunpan.Message
	HTML    bool // there is HTML to look at
}

// maxShown bounds the messages of a conversation that are read at once.
const maxShown = 100

// Conversation reads an inquiry for showing. ErrNotFound if there is none that
// he may see; an inquiry that was joined to another is shown as that one.
func (d *Desk) Conversation(ctx context.Context, who Who, id xunpan.ID) (c Conversation, err error) {
	if c.Inquiry, err = d.See(ctx, who, id); err != nil {
		return c, err
	}
	id = c.Inquiry.ID
	if c.Judged, err = d.Store.CurrentJudgement(ctx, id); err == nil {
		if c.Analysis, err = c.Judged.Analysis(); err != nil {
			return c, err
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return c, err
	}
	letters, err := d.Store.Letters(ctx, id, maxShown)
	if err != nil {
		return c, err
	}
	raws, err := d.Store.Raws(ctx, letters)
	if err != nil {
		return c, err
	}
	r := d.Reader()
	for i := range letters {
		l := &letters[i]
		if l.ID == c.Judged.Message {
			f, _ := r.Read(raws[l.ID], l.Form, c.Judged.At)
			c.Facts = &f
			c.Messages = append(c.Messages, Shown{*l, f.Message, hasHTML(l, raws[l.ID])})
			continue
		}
		c.Messages = append(c.Messages, Shown{*l, r.Parse(raws[l.ID], l.Form), hasHTML(l, raws[l.ID])})
	}
	c.Hidden = max(0, c.Inquiry.Messages-len(letters))
	return c, nil
}

// See returns an inquiry somebody may see, or ErrNotFound. Of one that was
// joined to another it returns that other.
func (d *Desk) See(ctx context.Context, who Who, id xunpan.ID) (xunpan.Inquiry, error) {
	for range 10 {
		into, err := d.Store.MergedInto(ctx, id)
		if err != nil {
			return xunpan.Inquiry{}, err
		}
		if into == "" {
			break
		}
		id = into
	}
	q, err := d.Store.Inquiry(ctx, id)
	if err == nil && !who.Scope.Sees(q.Owner) {
		err = store.ErrNotFound
	}
	return q, err
}

// Raw returns a message somebody may see with its bytes as they came.
func (d *Desk) Raw(ctx context.Context, who Who, message xunpan.ID) (l xunpan.Letter, raw []byte, err error) {
	if l, err = d.Store.Letter(ctx, message); err != nil {
		return l, nil, err
	}
	if l.Inquiry == "" {
		if !who.Scope.All {
			return l, nil, store.ErrNotFound
		}
	} else if _, err = d.See(ctx, who, l.Inquiry); err != nil {
		return l, nil, err
	}
	raw, err = d.Store.Raw(ctx, message)
	return l, raw, err
}

// hasHTML reports whether a mail says that it holds HTML. A mail that only says
// so costs an empty view, nothing else.
func hasHTML(l *xunpan.Letter, raw []byte) bool {
	return l.Form == xunpan.FormMail && (bytes.Contains(raw, []byte("text/html")) || bytes.Contains(bytes.ToLower(raw), []byte("text/html")))
}

// NoteDownload writes into the history that somebody took a dangerous
// attachment.
func (d *Desk) NoteDownload(ctx context.Context, who Who, inquiry, message xunpan.ID, name string) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: inquiry, Inquiry: inquiry, What: "downloaded", Detail: map[string]any{"message": message, "file": name}})
	})
}
