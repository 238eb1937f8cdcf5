package api

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.css
var docsStyle []byte

func (a *API) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(docsStyle)
}

func (a *API) openapi(w http.ResponseWriter, _ *http.Request) {
	b, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		http.Error(w, "describing the API: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	_, _ = w.Write(b)
}

// docs is the description for people: one page, no script, nothing from elsewhere.
func (a *API) docs(w http.ResponseWriter, r *http.Request) {
	ops := a.Operations()
	slices.SortFunc(ops, func(x, y *huma.Operation) int {
		return strings.Compare(x.Tags[0]+x.Path+order(x.Method), y.Tags[0]+y.Path+order(y.Method))
	})
	type param struct{ Name, In, Kind, Doc string }
	type shown struct {
		*huma.Operation
		Needs  string
		Params []param
		Body   string
		Answer string
	}
	var list []shown
	for _, op := range ops {
		s := shown{Operation: op, Needs: string(needs(op))}
		for _, p := range op.Parameters {
			kind := p.Schema.Type
			if len(p.Schema.Enum) > 0 {
				kind = joined(p.Schema.Enum)
			}
			s.Params = append(s.Params, param{p.Name, p.In, kind, p.Description})
		}
		if op.RequestBody != nil {
			s.Body = a.example(op.RequestBody.Content)
		}
		for _, status := range []string{"200", "201"} {
			if res := op.Responses[status]; res != nil && s.Answer == "" {
				s.Answer = a.example(res.Content)
			}
		}
		list = append(list, s)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := docsPage.Execute(w, map[string]any{"Ops": list, "Version": Version, "About": a.huma.OpenAPI().Info.Description}); err != nil {
		a.log.ErrorContext(r.Context(), "api docs", "error", err)
	}
}

func order(method string) string {
	return string(rune('0' + slices.Index([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method)))
}

func joined(values []any) string {
	var s []string
	for _, v := range values {
		if t, ok := v.(string); ok && t != "" {
			s = append(s, t)
		}
	}
	return strings.Join(s, " | ")
}

// example is the shape of a body: each field with its type.
func (a *API) example(content map[string]*huma.MediaType) string {
	for kind, c := range content {
		if c.Schema == nil || !strings.Contains(kind, "json") {
			return kind
		}
		b, err := json.MarshalIndent(a.shape(c.Schema, 0), "", "  ")
		if err == nil {
			return string(b)
		}
	}
	return ""
}

func (a *API) shape(s *huma.Schema, depth int) any {
	if s.Ref != "" {
		s = a.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > 4:
		return "…"
	case s.Type == "object" && len(s.Properties) > 0:
		out := map[string]any{}
		for name, p := range s.Properties {
			out[name] = a.shape(p, depth+1)
		}
		return out
	case s.Type == "array":
		return []any{a.shape(s.Items, depth+1)}
	case len(s.Enum) > 0:
		return joined(s.Enum)
	case s.Format != "":
		return s.Format
	case s.Type == "":
		return "any"
	}
	return s.Type
}

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>xunpan API {{.Version}}</title>
<link rel="stylesheet" href="/api/docs.css"></head><body><main>
<h1>xunpan API {{.Version}}</h1>
<p>{{.About}}</p>
<p>Send <code>Authorization: Bearer KEY</code>; keys are made by <code>xunpan key add NAME --scope read|write|admin</code> or in the settings.
Errors come as <code>application/problem+json</code>. The same description for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<nav><ul>{{range .Ops}}<li><a href="#{{.OperationID}}"><code>{{.Method}} {{.Path}}</code></a> {{.Summary}}</li>{{end}}</ul></nav>
{{range .Ops}}<section id="{{.OperationID}}"><h2><code>{{.Method}} {{.Path}}</code></h2><p><b>{{.Summary}}.</b> {{.Description}} Needs: <i>{{.Needs}}</i>.</p>
{{if .Params}}<table><thead><tr><th>Parameter</th><th>In</th><th>Value</th><th></th></tr></thead><tbody>{{range .Params}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Kind}}</td><td>{{.Doc}}</td></tr>{{end}}</tbody></table>{{end}}
{{if .Body}}<h3>Body</h3><pre>{{.Body}}</pre>{{end}}{{if .Answer}}<h3>Answer</h3><pre>{{.Answer}}</pre>{{end}}</section>{{end}}
</main></body></html>`))
