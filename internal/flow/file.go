package flow

import (
	"context"
	"strings"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// quarantined reports whether nothing of a message may be trusted.
func quarantined(q *xunpan.Inquiry, l *xunpan.Letter) bool {
	return q.Tray == xunpan.InQuarantine || l.Judged.Action == xunpan.Quarantine
}

// HTML is a mail's HTML made harmless. Pictures from elsewhere stay in it only
// when they were asked for and the mail is not in quarantine, which remote
// tells; inline ones are part of it. ErrNotFound for what is no mail.
func (d *Desk) HTML(ctx context.Context, who Who, message xunpan.ID, pictures bool) (v mail.SafeView, remote bool, err error) {
	l, raw, q, err := d.mailOf(ctx, who, message)
	if err != nil {
		return v, false, err
	}
	risky := quarantined(&q, &l)
	remote = pictures && !risky
	return mail.Safe(raw, mail.SafeOptions{Options: mail.Options{Own: d.Reader().House.Domains}, Remote: remote, Inert: risky, Embed: true}), remote, nil
}

// mailOf is a mail somebody may see, with its inquiry.
func (d *Desk) mailOf(ctx context.Context, who Who, message xunpan.ID) (l xunpan.Letter, raw []byte, q xunpan.Inquiry, err error) {
	if l, raw, err = d.Raw(ctx, who, message); err != nil {
		return l, nil, q, err
	}
	if l.Form != xunpan.FormMail {
		return l, nil, q, store.ErrNotFound
	}
	if l.Inquiry != "" {
		q, err = d.See(ctx, who, l.Inquiry)
	}
	return l, raw, q, err
}

// File is an attachment of a mail, by its place in the message. A dangerous one
// is given only to those who type its name, which the history keeps; its media
// type is then one that nothing opens by itself. Risky is said of dangerous ones
// and of all of a mail in quarantine.
func (d *Desk) File(ctx context.Context, who Who, message xunpan.ID, n int, typed string) (f mail.OpenedFile, risky bool, err error) {
	l, raw, q, err := d.mailOf(ctx, who, message)
	if err != nil {
		return f, false, err
	}
	f, ok := mail.Open(raw, n, mail.Options{Own: d.Reader().House.Domains})
	if !ok {
		return f, false, store.ErrNotFound
	}
	if f.Data == nil && f.Missing != (xunpan.Text{}) {
		return f, false, &xunpan.Invalid{Field: "file", Say: f.Missing}
	}
	if !f.Dangerous && !quarantined(&q, &l) {
		return f, false, nil
	}
	shown := d.Reader().Parse(raw, l.Form).Files[n].Name
	if typed = strings.TrimSpace(typed); typed == "" || typed != strings.TrimSpace(shown) && typed != f.Name {
		return mail.OpenedFile{}, true, invalid("typed", "This attachment is dangerous. Type its name to have it all the same; it opens nothing by itself.", "该附件有危险。如确需下载，请输入它的文件名；下载本身不会打开它。")
	}
	f.Media = "application/octet-stream"
	return f, true, d.NoteDownload(ctx, who, l.Inquiry, l.ID, f.Name)
}
