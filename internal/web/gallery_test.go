package web

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"
)

// The gallery serves every page with sample views:
//
//	go test ./internal/web -run '^TestGallery$' -timeout 0 -args -listen 127.0.0.1:8099

var listen = flag.String("listen", "", "serve the gallery at this address until stopped")

// galleryPages lists the pages by address.
var galleryPages = map[string]func(Frame) templ.Component{
	"/sign-in":      func(f Frame) templ.Component { return SignInPage(SignInView{Frame: f, OIDC: "Keycloak"}) },
	"/sign-in/code": func(f Frame) templ.Component { return CodePage(CodeView{Frame: f}) },
	"/welcome": func(f Frame) templ.Component {
		return WelcomePage(WelcomeView{Frame: f, Problems: map[string]string{"password": f.T.Say("account.password.help")}})
	},
	"/invitations/abc": func(f Frame) templ.Component {
		return InvitationPage(InvitationView{Frame: f, Token: "abc", Company: "Haiwan Lighting", By: "Jueen Lin", Role: "sales", Mail: "new@haiwan-lighting.example"})
	},
	"/error/404": func(f Frame) templ.Component { return ErrorPage(ErrorView{Frame: f, Status: 404}) },
	"/error/500": func(f Frame) templ.Component {
		return ErrorPage(ErrorView{Frame: f, Status: 500, Request: "01jd7x2k9"})
	},
	"/today": func(f Frame) templ.Component { return TodayPage(sampleToday(f)) },
	"/today/empty": func(f Frame) templ.Component {
		return TodayPage(TodayView{Frame: f, Day: sampleNow})
	},
	"/inquiries/new":            func(f Frame) templ.Component { return EntryPage(EntryView{Frame: f}) },
	"/inquiries/01hz0000/print": func(f Frame) templ.Component { return PrintPage(sampleInquiry(f, "01")) },
	"/companies":                func(f Frame) templ.Component { return CompaniesPage(sampleCompanies(f)) },
	"/companies/f1": func(f Frame) templ.Component {
		return CompanyPage(CompanyView{Frame: f, RecordView: sampleRecord(f, "/companies", "Casa Ipê Iluminação Ltda."), Country: "BR", Website: "www.casaipe.example", Grade: "A", Domains: []string{"casaipe.example"}, Phones: []string{"+55 11 5550-0142"}, Contacts: sampleContacts()[:3]})
	},
	"/companies/f9": func(f Frame) templ.Component {
		return CompanyPage(CompanyView{Frame: f, RecordView: RecordView{ID: "f9", Base: "/companies", Name: "Harrowgate Lighting Ltd", Masked: "周敏"}})
	},
	"/contacts": func(f Frame) templ.Component {
		return ContactsPage(ContactsView{Frame: f, Rows: sampleContacts(), Countries: []string{"BR"}, Owners: colleagues})
	},
	"/contacts/c1": func(f Frame) templ.Component {
		return ContactPage(ContactView{Frame: f, RecordView: sampleRecord(f, "/contacts", "Marina Teixeira Lobo"), JobTitle: "Purchasing Manager", Mail: "compras@casaipe.example", Phone: "+5511955500142", Country: "BR", Company: "Casa Ipê Iluminação Ltda.", CompanyID: "f1", Searches: []SearchLink{{"person", "https://search.example"}}})
	},
	"/settings":                       func(f Frame) templ.Component { return SettingsPage(SettingsView{f}) },
	"/settings/company":               func(f Frame) templ.Component { return CompanySettingsPage(sampleCompany(f)) },
	"/settings/mailboxes":             func(f Frame) templ.Component { return MailboxesPage(sampleMailboxes(f)) },
	"/settings/mailboxes/b1":          func(f Frame) templ.Component { return MailboxPage(sampleMailbox(f)) },
	"/settings/mailboxes/b1/ledger":   func(f Frame) templ.Component { return LedgerPage(sampleLedger(f)) },
	"/settings/people":                func(f Frame) templ.Component { return PeoplePage(samplePeople(f)) },
	"/settings/account":               func(f Frame) templ.Component { return AccountPage(sampleAccount(f)) },
	"/settings/signals":               func(f Frame) templ.Component { return SignalsPage(sampleSignals(f)) },
	"/settings/signals/need.quantity": func(f Frame) templ.Component { return SignalPage(sampleSignal(f)) },
	"/settings/rules":                 func(f Frame) templ.Component { return RulesPage(sampleRules(f)) },
	"/settings/words":                 func(f Frame) templ.Component { return WordsPage(sampleWords(f)) },
	"/settings/words/sample.free":     func(f Frame) templ.Component { return WordsGroupPage(sampleWordsGroup(f)) },
	"/settings/fields":                func(f Frame) templ.Component { return FieldsPage(sampleFields(f)) },
	"/settings/alerts":                func(f Frame) templ.Component { return AlertsPage(sampleAlerts(f)) },
	"/settings/keys":                  func(f Frame) templ.Component { return KeysPage(sampleKeys(f)) },
	"/settings/webhooks":              func(f Frame) templ.Component { return WebhooksPage(sampleWebhooks(f)) },
	"/settings/form":                  func(f Frame) templ.Component { return SiteFormPage(sampleSiteForm(f)) },
	"/settings/import": func(f Frame) templ.Component {
		return ImportPage(ImportView{Frame: f, Jobs: sampleJobs(), MaxSize: 500e6})
	},
	"/settings/import/j1": func(f Frame) templ.Component { return ImportResultPage(sampleImportResult(f)) },
	"/audit":              func(f Frame) templ.Component { return AuditPage(sampleAudit(f)) },
	"/inquiries":          func(f Frame) templ.Component { return InquiriesPage(sampleInquiries(f)) },
	"/inquiries/empty": func(f Frame) templ.Component {
		v := sampleInquiries(f)
		v.Rows, v.Tray = nil, ""
		return InquiriesPage(v)
	},
	"/inquiries/nothing": func(f Frame) templ.Component {
		v := sampleInquiries(f)
		v.Rows, v.Filter = nil, Filter{Query: "zzz", Country: "BR"}
		return InquiriesPage(v)
	},
	"/inquiries/01hz0000": func(f Frame) templ.Component { return InquiryPage(sampleInquiry(f, "01")) },
	"/inquiries/01hz0006": func(f Frame) templ.Component { return InquiryPage(sampleInquiry(f, "10")) },
	"/inquiries/01hz0008": func(f Frame) templ.Component { return InquiryPage(sampleInquiry(f, "09")) },
	"/inquiries/01hz0009": func(f Frame) templ.Component { return InquiryPage(sampleInquiry(f, "18")) },
	"/inquiries/01hz0010": func(f Frame) templ.Component { return InquiryPage(sampleInquiry(f, "24")) },
}

// policy is the content security policy pages are made for.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; frame-src 'self'"

// gallery serves the pages as the desk will: same headers, same compression.
func gallery() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", Static())
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "event: counts\ndata: {\"to_answer\":13}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("POST /preferences", func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"lang", "theme"} {
			if r.FormValue(name) != "" || r.Form.Has(name) {
				http.SetCookie(w, &http.Cookie{Name: name, Value: r.FormValue(name), Path: "/"})
			}
		}
		http.Redirect(w, r, "/"+strings.TrimLeft(r.FormValue("back"), "/"), http.StatusSeeOther)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, r.Header.Get("Referer"), http.StatusSeeOther)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		lang, theme := r.FormValue("lang"), r.FormValue("theme")
		if c, err := r.Cookie("lang"); err == nil && lang == "" {
			lang = c.Value
		}
		if c, err := r.Cookie("theme"); err == nil && theme == "" {
			theme = c.Value
		}
		f := sampleFrame(newSampleT(LanguageOf(lang, r)), r.URL.RequestURI())
		f.Theme = theme
		page := galleryPages[r.URL.Path]
		if page == nil {
			w.WriteHeader(http.StatusNotFound)
			page = galleryPages["/error/404"]
		}
		if strings.HasPrefix(r.URL.Path, "/sign-in") {
			f.User = nil
		}
		if err := page(f).Render(r.Context(), w); err != nil {
			fmt.Fprint(w, err)
		}
	})
	return gzhttp.GzipHandler(mux)
}

func TestGallery(t *testing.T) {
	if *listen == "" {
		t.Skip("serves only with -listen")
	}
	t.Log(http.ListenAndServe(*listen, gallery()))
}
