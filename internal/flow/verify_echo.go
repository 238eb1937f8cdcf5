package flow

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"
	"unicode"

	"xunpan"
	"xunpan/internal/store"
)

const (
	echoAge   = 180 * 24 * time.Hour // how long ago others may have written
	echoWords = 100                  // letters of a text that two people do not write alike
	maxEchoes = 3                    // telephone numbers of one mail that are compared
)

// echoes compares a message with what others wrote to us (DOMAIN D5.9): the same
// words, the same telephone number. The first one of two with the same words
// learns of the second.
func (d *Desk) echoes(ctx context.Context, tx *store.Tx, id xunpan.ID, f *xunpan.Facts, w *xunpan.World) error {
	sender := echoSender(f)
	if sender == "" {
		return nil
	}
	since, now := tx.Now.Add(-echoAge), tx.Now.UTC().Truncate(time.Second)
	if words := echoText(f.Message); words != "" {
		n, last, err := tx.HearEcho(ctx, echo("text", words, sender, id), since)
		if err != nil {
			return err
		}
		w.Text = xunpan.Echo{Asked: xunpan.Asked{At: now}, Others: n}
		if n == 1 && last != id {
			j, err := tx.CurrentJudgement(ctx, last)
			if errors.Is(err, store.ErrNotFound) {
				err = nil
			} else if err == nil && j.World != nil && j.World.Text.Others == 0 {
				err = d.Jobs.Add(ctx, tx, VerifyJob{Inquiry: last, Round: verifyAgain})
			}
			if err != nil {
				return err
			}
		}
	}
	for i := range f.Sender.Phones {
		p := &f.Sender.Phones[i]
		if i == maxEchoes {
			break
		}
		if p.Valid != xunpan.Passed {
			continue
		}
		n, _, err := tx.HearEcho(ctx, echo("phone", p.Number, sender, id), since)
		if err != nil {
			return err
		}
		w.Phone = xunpan.Echo{Asked: xunpan.Asked{At: now}, Others: max(n, w.Phone.Others)}
	}
	return nil
}

func echo(kind, text, sender string, id xunpan.ID) *store.Echo {
	sum := sha256.Sum256([]byte(text))
	return &store.Echo{Kind: kind, Digest: sum[:16], Sender: sender, Inquiry: id}
}

// echoSender is who wrote, as far as two messages of one sender are not two
// senders: colleagues of one firm are one.
func echoSender(f *xunpan.Facts) string {
	if f.Sender.From.Kind == xunpan.DomainOwn {
		return f.Sender.From.Org
	}
	if m := foldAddress(f.Message.From.Mail); m != "" {
		return m
	}
	if len(f.Reading.Buyer.Emails) > 0 {
		return foldAddress(f.Reading.Buyer.Emails[0].Value)
	}
	return ""
}

// echoText is what somebody wrote himself, letters alone; "" where that is too
// little, or where a platform offers its users the words.
func echoText(m *xunpan.Message) string {
	if m.Via != nil || m.Channel != xunpan.Email && m.Channel != xunpan.Website {
		return ""
	}
	var b strings.Builder
	n := 0
	for _, block := range m.Blocks {
		if block.Kind != xunpan.Fresh {
			continue
		}
		for _, r := range m.Body[block.Start:block.End] {
			if unicode.IsLetter(r) {
				b.WriteRune(unicode.ToLower(r))
				if n++; unicode.Is(unicode.Han, r) {
					n++ // a sign says as much as two letters
				}
			}
		}
	}
	if n < echoWords {
		return ""
	}
	return b.String()
}
