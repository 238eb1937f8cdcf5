package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
)

// receipt is the answer to whoever brings a message.
type receipt struct {
	Status int
	Body   struct {
		Inquiry string `json:"inquiry" doc:"Id of the inquiry the message belongs to."`
		Message string `json:"message" doc:"Id of the message."`
		New     bool   `json:"new" doc:"False when the same message was here already."`
	}
}

func receiptOf(r flow.Receipt) *receipt {
	out := &receipt{Status: http.StatusOK}
	out.Body.Inquiry, out.Body.Message, out.Body.New = string(r.Inquiry), string(r.Message), r.New
	if r.New {
		out.Status = http.StatusCreated
	}
	return out
}

func (a *API) messageRoutes() {
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/messages", "post-message", "Take in a mail", "messages", xunpan.CanWork, func(op *huma.Operation) {
		op.MaxBodyBytes = intake.MaxMessage
		op.DefaultStatus = http.StatusCreated
		op.Description = "The mail as it came, with all header lines. It is stored, read and judged when the answer comes: 201 for a new one, 200 when the same mail was here already."
	}), func(ctx context.Context, in *struct {
		RawBody []byte `contentType:"message/rfc822"`
	}) (*receipt, error) {
		r, err := a.desk.Receive(ctx, flow.Incoming{Raw: in.RawBody, Form: xunpan.FormMail, Source: "api"})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return receiptOf(r), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/pastes", "post-paste", "Take in pasted text", "messages", xunpan.CanWork, func(op *huma.Operation) {
		op.MaxBodyBytes = 4 << 20
		op.DefaultStatus = http.StatusCreated
		op.Description = "A chat, a platform's message or a note: optional lines `Key: value` first (Channel, Subject, From, Company, Email, Phone, Country, Quantity, Date, IP, To), a blank line, then the text."
	}), func(ctx context.Context, in *struct {
		RawBody []byte `contentType:"text/plain"`
	}) (*receipt, error) {
		r, err := a.desk.Receive(ctx, flow.Incoming{Raw: in.RawBody, Form: xunpan.FormPaste, Source: "api", By: gateUser(ctx)})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return receiptOf(r), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries", "post-inquiry", "Take in an inquiry of a form or another system", "messages", xunpan.CanWork, func(op *huma.Operation) {
		op.MaxBodyBytes = 1 << 20
		op.DefaultStatus = http.StatusCreated
		op.Description = "With an Idempotency-Key the same request can be sent again safely; without one, the same content is the same inquiry. " +
			"A country or address that cannot be read is kept and shown as it was given; so are, in the raw message, fields that it does not know."
	}), func(ctx context.Context, in *struct {
		Key     string `header:"Idempotency-Key" maxLength:"200" doc:"Any text that names this request."`
		Body    formBody
		RawBody []byte
	}) (*receipt, error) {
		if in.Body.empty() {
			return nil, a.fail(ctx, &xunpan.Invalid{Field: "body.message", Say: xunpan.Text{En: "An inquiry needs at least a message, a subject, or a product.", Zh: "询盘至少要有留言、主题或产品。"}})
		}
		r, err := a.desk.Receive(ctx, flow.Incoming{Raw: in.RawBody, Form: xunpan.FormWeb, Source: "api", Key: callerKey(ctx, in.Key)})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return receiptOf(r), nil
	})
}

// formBody is mail.WebForm with what the description says of its fields.
type formBody struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Channel  string   `json:"channel,omitempty" doc:"Where it came in: email, website, alibaba, globalsources, made-in-china, linkedin, whatsapp, skype, phone, fair or other. website if left out."`
	Name     string   `json:"name,omitempty"`
	Company  string   `json:"company,omitempty"`
	Email    string   `json:"email,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Country  string   `json:"country,omitempty" doc:"Name or ISO 3166-1 code."`
	Subject  string   `json:"subject,omitempty"`
	Message  string   `json:"message,omitempty"`
	Product  string   `json:"product,omitempty"`
	Quantity any      `json:"quantity,omitempty" doc:"A number or a text with its unit."`
	IP       string   `json:"ip,omitempty" doc:"The buyer's address, not the web server's."`
	Page     string   `json:"page,omitempty" doc:"The page the form stands on."`
	Date     string   `json:"date,omitempty" doc:"When it was written, RFC 3339."`
}

func (f *formBody) empty() bool { return f.Message == "" && f.Subject == "" && f.Product == "" }
