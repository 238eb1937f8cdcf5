package flow

import (
	"context"
	"errors"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// Limits of a draft.
const (
	maxDraftBody  = 100_000 // bytes
	maxDraftTo    = 20
	maxDraftFiles = 20
)

func checkDraft(d *xunpan.Draft) error {
	if !slices.Contains(xunpan.Situations[:], d.Situation) {
		return invalid("situation", "An answer is one of %v.", "回复类型须为 %v 之一。", xunpan.Situations)
	}
	if !slices.Contains(xunpan.PaperLangs[:], d.Lang) {
		return invalid("lang", "Letters are there in %v, not in %q.", "回复语言为 %v，没有“%s”。", xunpan.PaperLangs, d.Lang)
	}
	for field, list := range map[string][]xunpan.Address{"to": d.To, "cc": d.Cc} {
		if len(list) > maxDraftTo {
			return invalid(field, "There is room for %d addresses.", "最多 %d 个地址。", maxDraftTo)
		}
		for i := range list {
			list[i].Name, list[i].Mail = strings.Join(strings.Fields(list[i].Name), " "), strings.TrimSpace(list[i].Mail)
			if a, err := netmail.ParseAddress("<" + list[i].Mail + ">"); err != nil || a.Address != list[i].Mail {
				return invalid(field, "%q is no mail address.", "“%s”不是邮箱地址。", list[i].Mail)
			}
		}
	}
	if err := cleanLine("subject", &d.Subject, 500); err != nil {
		return err
	}
	d.Body = strings.ReplaceAll(strings.ToValidUTF8(d.Body, ""), "\r\n", "\n")
	if len(d.Body) > maxDraftBody || strings.ContainsRune(d.Body, 0) {
		return invalid("body", "The text is longer than %d bytes.", "正文超过 %d 字节。", maxDraftBody)
	}
	if len(d.Files) > maxDraftFiles {
		return invalid("files", "There is room for %d attachments.", "最多 %d 个附件。", maxDraftFiles)
	}
	for _, form := range d.Papers {
		if !slices.Contains(xunpan.PaperForms[:], form) {
			return invalid("papers", "A quotation goes as pdf or xlsx, not as %q.", "报价单格式为 pdf 或 xlsx，没有“%s”。", form)
		}
	}
	if d.Quotation == "" {
		d.Papers = nil
	}
	if d.Situation != xunpan.AnswerFollow {
		d.Purpose = ""
	} else if d.Purpose == "" {
		d.Purpose = xunpan.PurposePoint
	} else if !slices.Contains(xunpan.Purposes[:], d.Purpose) {
		return invalid("purpose", "A follow-up brings the buyer one of %v.", "跟进信的内容须为 %v 之一。", xunpan.Purposes)
	}
	return nil
}

// NewDraft is an answer to begin with: to the buyer, in his language, with his
// subject. It is not kept until SaveDraft.
func (d *Desk) NewDraft(ctx context.Context, who Who, inquiry xunpan.ID) (xunpan.Draft, error) {
	c, err := d.Conversation(ctx, who, inquiry)
	if err != nil {
		return xunpan.Draft{}, err
	}
	draft := xunpan.Draft{Inquiry: c.Inquiry.ID, Situation: xunpan.AnswerPlain, Lang: paperLang(c.Inquiry.Lang), Channel: c.Inquiry.Channel, By: userID(who.Actor)}
	if c.Inquiry.Party.Mail != "" {
		draft.To = []xunpan.Address{c.Inquiry.Party}
	}
	for i := len(c.Messages) - 1; i >= 0; i-- {
		if m := &c.Messages[i]; m.Direction == xunpan.In && !m.Auto {
			draft.Answers, draft.Channel = m.ID, m.Channel
			break
		}
	}
	draft.Subject = AnswerSubject(c.Inquiry.Subject)
	if c.Inquiry.Tray == xunpan.Waiting { // it is we who write again
		draft.Situation, draft.Purpose = xunpan.AnswerFollow, xunpan.PurposePoint
		if !c.Inquiry.Next.IsZero() {
			f, err := d.FollowUpOf(ctx, who, inquiry)
			if err != nil {
				return draft, err
			}
			if f != nil {
				draft.Purpose = f.Purpose
			}
		}
		quotes, err := d.Store.Quotes(ctx, store.QuoteFilter{Scope: who.Scope, Inquiry: inquiry, State: xunpan.QuoteSent, Limit: 1})
		if err != nil {
			return draft, err
		}
		if len(quotes) > 0 {
			draft.Quotation = quotes[0].ID
		}
	}
	return draft, nil
}

// AnswerSubject is the subject of an answer: that of the inquiry with one "Re:"
// before it, however many it had, so that it stays in its conversation (DOMAIN
// D8.3).
func AnswerSubject(subject string) string {
	if bare := mail.Bare(subject); bare != "" {
		return "Re: " + bare
	}
	return ""
}

// SaveDraft keeps a draft: a new one where its version is 0. ErrChanged if
// somebody saved it meanwhile.
func (d *Desk) SaveDraft(ctx context.Context, who Who, draft *xunpan.Draft) error {
	if err := checkDraft(draft); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		q, err := seen(ctx, tx, who, draft.Inquiry)
		if err != nil {
			return err
		}
		if draft.Version == 0 {
			draft.ID, draft.By = newID(), userID(who.Actor)
		} else if kept, err := tx.Draft(ctx, draft.ID); err != nil {
			return err
		} else if kept.Inquiry != q.ID {
			return store.ErrNotFound
		}
		if draft.Quotation != "" {
			if quote, err := tx.Quote(ctx, draft.Quotation); err != nil || quote.Inquiry != q.ID {
				return errors.Join(err, invalid("quotation", "This quotation belongs to another inquiry.", "该报价单属于另一条询盘。"))
			}
		}
		return tx.SaveDraft(ctx, draft)
	})
}

// SeeDraft returns a draft of an inquiry that somebody may see.
func (d *Desk) SeeDraft(ctx context.Context, who Who, id xunpan.ID) (xunpan.Draft, error) {
	draft, err := d.Store.Draft(ctx, id)
	if err != nil {
		return draft, err
	}
	_, err = d.See(ctx, who, draft.Inquiry)
	return draft, err
}

// DropDraft throws a draft away.
func (d *Desk) DropDraft(ctx context.Context, who Who, id xunpan.ID) error {
	draft, err := d.SeeDraft(ctx, who, id)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		return tx.RemoveDraft(ctx, draft.ID)
	})
}

// quotedIntro is the line before the mail that is answered, in the languages of
// papers.
var quotedIntro = map[string]string{
	"en": "On {date}, {name} wrote:", "zh": "{date}，{name} 写道：", "es": "El {date}, {name} escribió:", "fr": "Le {date}, {name} a écrit :", "de": "Am {date} schrieb {name}:",
	"pt": "Em {date}, {name} escreveu:", "it": "Il {date}, {name} ha scritto:", "ru": "{date}, {name} пишет:", "ar": "في {date}، كتب {name}:", "tr": "{date} tarihinde {name} yazdı:",
}

func introOf(lang string, at time.Time, name string) string {
	text := quotedIntro[lang]
	if text == "" {
		text = quotedIntro["en"]
	}
	return strings.NewReplacer("{date}", at.Format("2006-01-02 15:04"), "{name}", name).Replace(text)
}
