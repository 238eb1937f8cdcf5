package api

import (
	"bytes"
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/store"
)

// blob is an answer of bytes that no browser opens as a page of the desk.
type blob struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Sniff       string `header:"X-Content-Type-Options"`
	Body        []byte
}

func attached(kind, name string, data []byte) *blob {
	return &blob{kind, mime.FormatMediaType("attachment", map[string]string{"filename": name}), "sandbox; default-src 'none'", "nosniff", data}
}

func (a *API) fileRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/messages/{id}/files/{file}", "get-file", "An attachment", "messages", xunpan.CanRead, func(op *huma.Operation) {
		op.Description = "By its place in the message, from 0. A dangerous one is given only with its name in typed, and the history says who took it."
	}), func(ctx context.Context, in *struct {
		ByID
		File  int    `path:"file" minimum:"0" maximum:"10000"`
		Typed string `query:"typed" maxLength:"500" doc:"The name of a dangerous attachment."`
	}) (*blob, error) {
		f, _, err := a.desk.File(ctx, who(ctx), xunpan.ID(in.ID), in.File, in.Typed)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return attached(f.Media, f.Name, f.Data), nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/messages/{id}/html", "get-html", "A mail's HTML, made harmless", "messages", xunpan.CanRead), func(ctx context.Context, in *struct {
		ByID
		Pictures bool `query:"pictures" doc:"Keep the addresses of pictures elsewhere; never of a mail in quarantine."`
	}) (*blob, error) {
		v, _, err := a.desk.HTML(ctx, who(ctx), xunpan.ID(in.ID), in.Pictures)
		if err == nil && !v.HasHTML {
			err = store.ErrNotFound
		}
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return attached("text/html; charset=utf-8", "mail.html", []byte(v.HTML)), nil
	})
}

// maxImport bounds an archive sent at once over this interface, in bytes; what
// is larger goes over the page or the command line.
const maxImport = 48 << 20

func (a *API) importRoutes() {
	type job struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		State   string `json:"state"`
		Reason  string `json:"reason,omitempty"`
		Total   int    `json:"total" doc:"0 while they are not counted."`
		Done    int    `json:"done"`
		Stored  int    `json:"stored"`
		Seen    int    `json:"seen" doc:"Here already."`
		Skipped int    `json:"skipped" doc:"Kept, though they made no inquiry."`
		Failed  int    `json:"failed"`
	}
	jobOf := func(u *store.Upload) job {
		return job{string(u.ID), u.Name, u.State, u.Reason, u.Total, u.Done, u.Stored, u.Seen, u.Skipped, u.Failed}
	}
	const path, tag = "/api/v1/imports", "imports"
	huma.Register(a.huma, route(http.MethodGet, path, "list-imports", "Archives of old mail that were brought in, newest first", tag, xunpan.CanImport), func(ctx context.Context, _ *struct{}) (*items[job], error) {
		us, err := a.desk.Store.Uploads(ctx, "", 50)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(us, jobOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, path, "post-import", "Bring in a file of old mail", tag, xunpan.CanImport, func(op *huma.Operation) {
		op.MaxBodyBytes, op.DefaultStatus = maxImport, http.StatusAccepted
		op.Description = "A mail, a mailbox (mbox), a pasted text or a ZIP archive of these, of 48 MB at most; larger ones go over the page or `xunpan import`. It is brought in in the background."
	}), func(ctx context.Context, in *struct {
		Name    string `query:"name" maxLength:"200" required:"true" doc:"The file's name."`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*single[job], error) {
		u, err := a.desk.BeginUpload()
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		if err := u.Add(in.Name, bytes.NewReader(in.RawBody)); err != nil {
			u.Abort()
			return nil, a.fail(ctx, err)
		}
		id, err := u.Commit(ctx, who(ctx))
		if err != nil {
			u.Abort()
			return nil, a.fail(ctx, err)
		}
		row, err := a.desk.Store.Upload(ctx, id)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[job]{jobOf(&row)}, nil
	})
	huma.Register(a.huma, route(http.MethodGet, path+"/{id}", "get-import", "How one fares", tag, xunpan.CanImport), func(ctx context.Context, in *ByID) (*single[job], error) {
		u, err := a.desk.Store.Upload(ctx, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[job]{jobOf(&u)}, nil
	})
	a.importLines(path+"/{id}/messages", tag)
	act(a, http.MethodPost, path+"/{id}/stop", "stop-import", "Stop bringing one in; what is here stays", tag, xunpan.CanImport, a.desk.StopUpload)
}

func (a *API) importLines(path, tag string) {
	type line struct {
		No      int     `json:"no"`
		From    string  `json:"from"`
		Subject string  `json:"subject"`
		Outcome string  `json:"outcome" enum:"stored,seen,skipped,failed"`
		Reason  string  `json:"reason,omitempty"`
		Inquiry *string `json:"inquiry"`
	}
	type lines struct {
		Body struct {
			Items []line `json:"items" nullable:"false"`
			Next  *int   `json:"next" doc:"The after of the next page; null on the last."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, path, "list-import-messages", "What became of each message", tag, xunpan.CanImport), func(ctx context.Context, in *struct {
		ByID
		Outcome string `query:"outcome" enum:"stored,seen,skipped,failed"`
		After   int    `query:"after" minimum:"0"`
		Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}) (*lines, error) {
		if _, err := a.desk.Store.Upload(ctx, xunpan.ID(in.ID)); err != nil {
			return nil, a.fail(ctx, err)
		}
		found, err := a.desk.Store.UploadLines(ctx, xunpan.ID(in.ID), in.Outcome, in.After, in.Limit+1)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(lines)
		if len(found) > in.Limit {
			found = found[:in.Limit]
			out.Body.Next = &found[in.Limit-1].No
		}
		out.Body.Items = []line{}
		for i := range found {
			l := &found[i]
			out.Body.Items = append(out.Body.Items, line{l.No, l.From, l.Subject, l.Outcome, l.Reason, known(l.Inquiry)})
		}
		return out, nil
	})
}
