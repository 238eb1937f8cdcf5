// Package api is the desk's JSON interface: everything the pages can do. The
// routes in this package are the only source of its OpenAPI description.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

// API serves /api.
type API struct {
	desk *flow.Desk
	log  *slog.Logger
	huma huma.API
	mux  *http.ServeMux
}

// Version of the interface. Within it fields and routes are added, never
// renamed or removed.
const Version = "1.0.0"

// New makes the interface of a desk. The gate must stand before it: it says in
// the context who asks.
func New(d *flow.Desk, log *slog.Logger) *API {
	a := &API{desk: d, log: log, mux: http.NewServeMux()}
	c := huma.DefaultConfig("xunpan", Version)
	c.Info.Description = "The inquiry desk for export sales: inquiries with their assessment, the book of companies and contacts, and the desk's settings."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks, c.Transformers = nil, nil // no $schema links in answers
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"key": {Type: "http", Scheme: "bearer", Description: "An API key, made by `xunpan key add` or in the settings."}}
	c.Security = []map[string][]string{{"key": {}}}
	a.huma = humago.New(a.mux, c)
	a.huma.UseMiddleware(a.permit)
	for _, add := range routes {
		add(a)
	}
	a.mux.HandleFunc("GET /api/openapi.json", a.openapi)
	a.mux.HandleFunc("GET /api/docs", a.docs)
	a.mux.HandleFunc("GET /api/docs.css", a.style)
	a.mux.HandleFunc("/", a.nowhere)
	return a
}

// routes lists what registers the routes, a line for each noun.
var routes = []func(*API){
	(*API).messageRoutes,
	(*API).inquiryRoutes,
	(*API).changeRoutes,
	(*API).peopleRoutes,
	(*API).accountRoutes,
	(*API).companyRoutes,
	(*API).contactRoutes,
	(*API).hookRoutes,
	(*API).settingRoutes,
	(*API).mailboxRoutes,
	(*API).dayRoutes,
	(*API).joinRoutes,
	(*API).fileRoutes,
	(*API).viewRoutes,
	(*API).wordRoutes,
	(*API).tallyRoutes,
	(*API).siteFormRoutes,
	(*API).importRoutes,
	(*API).quotationRoutes,
	(*API).productRoutes,
	(*API).replyRoutes,
	(*API).followRoutes,
	(*API).cardRoutes,
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Operations are all routes with the permission each needs, for tests and the
// documents.
func (a *API) Operations() []*huma.Operation {
	var ops []*huma.Operation
	for _, p := range a.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{p.Get, p.Post, p.Put, p.Patch, p.Delete} {
			if op != nil {
				ops = append(ops, op)
			}
		}
	}
	return ops
}

// needs is the permission an operation asks for.
func needs(op *huma.Operation) xunpan.Permission {
	p, _ := op.Metadata["needs"].(xunpan.Permission)
	return p
}

// route describes an operation: its id, what it does in a few words, and the
// permission it needs stand on one line.
func route(method, path, id, summary, tag string, p xunpan.Permission, more ...func(*huma.Operation)) huma.Operation {
	op := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}, Metadata: map[string]any{"needs": p},
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable}}
	for _, f := range more {
		f(&op)
	}
	return op
}

var (
	sayStranger = xunpan.Text{En: "Send an API key: Authorization: Bearer KEY. Keys are made by `xunpan key add` or in the settings.", Zh: "请发送 API 密钥：Authorization: Bearer KEY。密钥可用 `xunpan key add` 或在设置中生成。"}
	sayDenied   = xunpan.Text{En: "This key or role may not do that.", Zh: "该密钥或角色无权执行此操作。"}
	sayNowhere  = xunpan.Text{En: "The API has no such address. /api/docs lists those it has.", Zh: "API 没有这个地址。全部地址见 /api/docs。"}
	sayMethod   = xunpan.Text{En: "This address takes other methods: %s.", Zh: "该地址只接受：%s。"}
)

// nowhere answers for addresses that no operation has.
func (a *API) nowhere(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		asked := *r
		asked.Method = m
		if _, pattern := a.mux.Handler(&asked); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	lang := gate.Language(r.Context())
	p := &huma.ErrorModel{Status: http.StatusNotFound, Title: http.StatusText(http.StatusNotFound), Detail: sayNowhere.In(lang)}
	if len(allowed) > 0 {
		list := strings.Join(allowed, ", ")
		w.Header().Set("Allow", list)
		p = &huma.ErrorModel{Status: http.StatusMethodNotAllowed, Title: http.StatusText(http.StatusMethodNotAllowed), Detail: fmt.Sprintf(sayMethod.In(lang), list)}
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		a.log.DebugContext(r.Context(), "an answer was not read to its end", "error", err)
	}
}

// permit lets only those through who may.
func (a *API) permit(ctx huma.Context, next func(huma.Context)) {
	who := gate.From(ctx.Context())
	switch {
	case who.Nobody():
		ctx.SetHeader("WWW-Authenticate", "Bearer")
		_ = huma.WriteErr(a.huma, ctx, http.StatusUnauthorized, sayStranger.In(gate.Language(ctx.Context())))
	case !who.May(needs(ctx.Operation())):
		_ = huma.WriteErr(a.huma, ctx, http.StatusForbidden, sayDenied.In(gate.Language(ctx.Context())))
	default:
		next(ctx)
	}
}

func who(ctx context.Context) flow.Who { return gate.From(ctx).Who }

// fail turns an error of the desk into an answer. What is the desk's own trouble
// is logged and not told.
func (a *API) fail(ctx context.Context, err error) error {
	p := gate.ProblemOf(err)
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		a.log.ErrorContext(ctx, "api", "request", gate.RequestID(ctx), "error", err)
	}
	say, where := p.Say.In(gate.Language(ctx)), []error(nil)
	if p.Field != "" {
		where = append(where, &huma.ErrorDetail{Message: say, Location: p.Field})
	}
	out := huma.NewError(p.Status, say, where...)
	if p.Wait > 0 {
		return huma.ErrorWithHeaders(out, http.Header{"Retry-After": {strconv.Itoa(max(1, int(p.Wait.Seconds())))}})
	}
	return out
}
