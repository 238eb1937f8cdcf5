package api

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/gate"
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
		return cmp.Or(cmp.Compare(groupOf(x), groupOf(y)), strings.Compare(x.Path+order(x.Method), y.Path+order(y.Method)))
	})
	type param struct{ Name, In, Kind, Doc string }
	type shown struct {
		*huma.Operation
		Needs  string
		Params []param
		Body   string
		Answer string
	}
	type group struct {
		ID, Title string
		Ops       []shown
	}
	lang := docsLanguage(r)
	var groups []group
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
		g := docsGroups[groupOf(op)]
		if n := len(groups); n == 0 || groups[n-1].ID != g.tag {
			groups = append(groups, group{ID: g.tag, Title: g.title.In(lang)})
		}
		last := &groups[len(groups)-1]
		last.Ops = append(last.Ops, s)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language, Cookie")
	theme := ""
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		theme = c.Value
	}
	say := map[string]string{}
	for key, text := range docsWords {
		say[key] = text.In(lang)
	}
	if err := docsPage.Execute(w, map[string]any{"Groups": groups, "Version": Version, "Lang": map[string]string{"en": "en", "zh": "zh-Hans"}[lang], "Theme": theme, "Say": say}); err != nil {
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

// docsLanguage is the language a reader keeps at the desk, else his browser's.
func docsLanguage(r *http.Request) string {
	kept := ""
	if u := gate.From(r.Context()).User; u != nil {
		kept = u.Lang
	}
	if c, err := r.Cookie("lang"); kept == "" && err == nil {
		kept = c.Value
	}
	if kept == "en" || kept == "zh" {
		return kept
	}
	return gate.Language(r.Context())
}

// docsGroups are the tags of operations in the order in which a program comes
// to need them.
var docsGroups = []struct {
	tag   string
	title xunpan.Text
}{
	{"messages", xunpan.Text{En: "Bringing inquiries in", Zh: "送入询盘"}},
	{"inquiries", xunpan.Text{En: "Inquiries", Zh: "询盘"}},
	{"answers", xunpan.Text{En: "Answers", Zh: "回复"}},
	{"follow-ups", xunpan.Text{En: "Follow-ups", Zh: "跟进"}},
	{"quotations", xunpan.Text{En: "Quotations", Zh: "报价"}},
	{"products", xunpan.Text{En: "Products", Zh: "产品"}},
	{"book", xunpan.Text{En: "Companies and contacts", Zh: "公司和联系人"}},
	{"changes", xunpan.Text{En: "What changed", Zh: "变更记录"}},
	{"webhooks", xunpan.Text{En: "Webhooks", Zh: "Webhook"}},
	{"alerts", xunpan.Text{En: "Alerts", Zh: "提醒"}},
	{"imports", xunpan.Text{En: "Bringing in old mail", Zh: "导入旧邮件"}},
	{"mailboxes", xunpan.Text{En: "Mailboxes", Zh: "邮箱"}},
	{"signals", xunpan.Text{En: "Signals and house rules", Zh: "信号和内部规则"}},
	{"words", xunpan.Text{En: "Words", Zh: "词语"}},
	{"settings", xunpan.Text{En: "Settings", Zh: "设置"}},
	{"people", xunpan.Text{En: "People", Zh: "人员"}},
	{"keys", xunpan.Text{En: "API keys", Zh: "API 密钥"}},
	{"account", xunpan.Text{En: "One's own account", Zh: "个人账号"}},
	{"", xunpan.Text{En: "More", Zh: "其他"}},
}

// groupOf is the place of an operation's group; what is in none comes last.
func groupOf(op *huma.Operation) int {
	for i := range docsGroups {
		if docsGroups[i].tag == op.Tags[0] {
			return i
		}
	}
	return len(docsGroups) - 1
}

// docsWords are the fixed words of the page. What an operation does is said in
// English, the language of the API's own names.
var docsWords = map[string]xunpan.Text{
	"about":     {En: "The inquiry desk for export sales: inquiries with their assessment, the book of companies and contacts, and the desk's settings.", Zh: "外贸询盘工作台：询盘及其评估、公司和联系人、工作台的设置。各操作的说明为英文。"},
	"key":       {En: "Send the header", Zh: "请求头："},
	"key_made":  {En: "Keys are made in the settings, or by", Zh: "密钥在设置中生成，或执行"},
	"errors":    {En: "Errors come as application/problem+json in the language of Accept-Language, English or Chinese.", Zh: "错误以 application/problem+json 返回，语言按 Accept-Language（英文或中文）。"},
	"programs":  {En: "The same for programs:", Zh: "供程序读取："},
	"desk":      {En: "Back to the desk", Zh: "返回工作台"},
	"contents":  {En: "Contents", Zh: "目录"},
	"needs":     {En: "Needs", Zh: "所需权限"},
	"parameter": {En: "Parameter", Zh: "参数"},
	"in":        {En: "In", Zh: "位置"},
	"value":     {En: "Value", Zh: "取值"},
	"meaning":   {En: "Meaning", Zh: "含义"},
	"body":      {En: "Body", Zh: "请求正文"},
	"answer":    {En: "Answer", Zh: "返回"},
}

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="{{.Lang}}"{{with .Theme}} data-theme="{{.}}"{{end}}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>xunpan API {{.Version}}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.ico"><link rel="stylesheet" href="/api/docs.css"></head><body><main>
{{$say := .Say}}<p><a href="/">← {{$say.desk}}</a></p>
<h1>xunpan API {{.Version}}</h1>
<p>{{$say.about}}</p>
<p>{{$say.key}} <code>Authorization: Bearer KEY</code>. {{$say.key_made}} <code>xunpan key add NAME --scope read|write|admin</code>.
{{$say.errors}} {{$say.programs}} <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
<nav aria-label="{{$say.contents}}">{{range .Groups}}<h3><a href="#{{.ID}}">{{.Title}}</a></h3><ul>{{range .Ops}}<li><a href="#{{.OperationID}}"><code>{{.Method}} {{.Path}}</code></a> <span lang="en">{{.Summary}}</span></li>{{end}}</ul>{{end}}</nav>
{{range .Groups}}<h2 id="{{.ID}}">{{.Title}}</h2>
{{range .Ops}}<section id="{{.OperationID}}"><h3><code>{{.Method}} {{.Path}}</code></h3><p><span lang="en"><b>{{.Summary}}.</b> {{.Description}}</span> {{$say.needs}}: <i>{{.Needs}}</i></p>
{{if .Params}}<table><thead><tr><th>{{$say.parameter}}</th><th>{{$say.in}}</th><th>{{$say.value}}</th><th>{{$say.meaning}}</th></tr></thead><tbody>{{range .Params}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Kind}}</td><td lang="en">{{.Doc}}</td></tr>{{end}}</tbody></table>{{end}}
{{if .Body}}<h4>{{$say.body}}</h4><pre>{{.Body}}</pre>{{end}}{{if .Answer}}<h4>{{$say.answer}}</h4><pre>{{.Answer}}</pre>{{end}}</section>
{{end}}{{end}}
</main></body></html>`))
