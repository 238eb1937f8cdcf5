package api_test

import (
	"os"
	"strings"
	"testing"
)

// pageOperations says of each route of the pages which operations do the same,
// or in words why a program needs none.
var pageOperations = map[string]string{
	"GET /sign-in":               "why: programs have keys",
	"POST /sign-in":              "why: programs have keys",
	"GET /sign-in/code":          "why: programs have keys",
	"POST /sign-in/code":         "why: programs have keys",
	"GET /sign-in/oidc":          "why: programs have keys",
	"GET /sign-in/oidc/callback": "why: programs have keys",
	"POST /sign-out":             "why: programs have keys",
	"GET /welcome":               "why: `xunpan user add` makes the first account",
	"POST /welcome":              "why: `xunpan user add` makes the first account",
	"GET /invitations/{token}":   "why: whoever was invited chooses a password himself, in his browser",
	"POST /invitations/{token}":  "why: whoever was invited chooses a password himself, in his browser",
	"POST /preferences":          "patch-me",
	"GET /live":                  "list-changes list-webhooks",
	"GET /today":                 "get-today",

	"GET /inquiries/{id}/reply":              "list-drafts post-draft list-mails",
	"POST /inquiries/{id}/reply":             "post-draft patch-draft delete-draft send-draft",
	"POST /inquiries/{id}/reply/checks":      "patch-draft",
	"POST /mails/{id}/unsend":                "unsend-mail",
	"POST /mails/{id}/left":                  "mail-left",
	"POST /mails/{id}/again":                 "mail-again",
	"POST /mails/{id}/retry":                 "mail-retry",
	"GET /quotations":                        "list-quotations",
	"POST /inquiries/{id}/quotations":        "post-quotation",
	"GET /quotations/{id}":                   "get-quotation",
	"POST /quotations/{id}":                  "patch-quotation finish-quotation",
	"POST /quotations/{id}/prices":           "why: `xunpan price` and patch-quotation tell what a sheet comes to",
	"POST /quotations/{id}/decide":           "decide-quotation",
	"POST /quotations/{id}/sent":             "sent-quotation",
	"POST /quotations/{id}/revise":           "revise-quotation",
	"POST /quotations/{id}/proforma":         "post-proforma",
	"POST /quotations/{id}/close":            "close-quotation",
	"GET /quotations/{id}/paper.xlsx":        "get-quotation-workbook",
	"GET /quotations/{id}/paper.pdf":         "get-quotation-pdf",
	"GET /q/{token}/paper.pdf":               "why: for the buyer, in his browser",
	"GET /q/{token}/paper.xlsx":              "why: for the buyer, in his browser",
	"POST /quotations/{id}/links":            "post-quotation-link post-choices-link",
	"POST /quotations/{id}/links/{link}/end": "delete-buyer-link",
	"GET /q/{token}":                         "why: for the buyer, in his browser",
	"POST /q/{token}":                        "why: for the buyer, in his browser",
	"POST /q/{token}/seen":                   "why: for the buyer, in his browser",
	"GET /a/{token}":                         "why: for the buyer, in his browser",
	"POST /a/{token}":                        "why: for the buyer, in his browser",
	"POST /settings/pricing/rates":           "take-rates",
	"GET /settings/model":                    "get-model",
	"POST /settings/model":                   "put-model",
	"GET /settings/letters":                  "get-letters",
	"POST /settings/letters":                 "put-letters",
	"GET /settings/pricing":                  "get-pricing",
	"GET /products":                          "list-products list-certificates",
	"GET /products/new":                      "why: a form of what post-product takes",
	"POST /products":                         "post-product post-asset",
	"GET /products/{id}":                     "get-product list-product-costs",
	"POST /products/{id}":                    "put-product post-asset",
	"POST /products/{id}/cost":               "post-product-cost",
	"POST /products/{id}/delete":             "delete-product",
	"GET /products/import":                   "why: a form of what import-products takes",
	"POST /products/import":                  "import-products",
	"GET /products/list.xlsx":                "get-product-list",
	"GET /products/template.xlsx":            "get-product-template",
	"GET /certificates":                      "list-certificates",
	"POST /certificates":                     "post-certificate",
	"POST /certificates/{id}":                "put-certificate",
	"POST /certificates/{id}/delete":         "delete-certificate",
	"GET /assets/{id}":                       "get-asset",
	"POST /inquiries/{id}/match":             "list-matches patch-inquiry",
	"POST /settings/pricing":                 "put-pricing",

	"GET /inquiries":                                       "list-inquiries list-views",
	"GET /inquiries/new":                                   "why: a form of what post-inquiry and post-paste take",
	"POST /inquiries":                                      "post-inquiry post-paste",
	"POST /inquiries/bulk":                                 "patch-inquiry",
	"POST /views":                                          "post-view",
	"POST /views/{id}/delete":                              "delete-view",
	"GET /inquiries/{id}":                                  "get-inquiry suggest-joins",
	"GET /inquiries/{id}/row":                              "get-inquiry",
	"GET /inquiries/{id}/print":                            "why: the same as get-inquiry, laid out for paper",
	"POST /inquiries/{id}/correct":                         "patch-inquiry",
	"POST /inquiries/{id}/uncorrect":                       "patch-inquiry",
	"POST /inquiries/{id}/followup":                        "set-follow-up",
	"POST /inquiries/{id}/samples":                         "post-sample put-sample",
	"POST /inquiries/{id}/objection":                       "post-objection",
	"POST /habits":                                         "post-habit",
	"GET /contacts/cards.vcf":                              "get-cards",
	"POST /contacts/cards":                                 "post-cards",
	"GET /contacts/{id}/card.vcf":                          "get-cards",
	"GET /companies/import":                                "post-book",
	"POST /companies/import":                               "post-book",
	"GET /companies/book.xlsx":                             "get-book",
	"POST /inquiries/{id}/stage":                           "patch-inquiry",
	"POST /followups/plan":                                 "plan-follow-ups",
	"GET /calendar":                                        "list-follow-ups",
	"POST /calendar/feed":                                  "why: programs have keys, and list-follow-ups",
	"GET /calendar/{token}":                                "why: a program reads list-follow-ups",
	"POST /inquiries/{id}/tray":                            "patch-inquiry",
	"POST /inquiries/{id}/owner":                           "patch-inquiry",
	"POST /inquiries/{id}/snooze":                          "patch-inquiry",
	"POST /inquiries/{id}/tags":                            "patch-inquiry",
	"POST /inquiries/{id}/notes":                           "post-note",
	"POST /inquiries/{id}/needs":                           "patch-inquiry",
	"POST /inquiries/{id}/unread":                          "patch-inquiry",
	"POST /inquiries/{id}/join":                            "join-inquiry",
	"POST /inquiries/{id}/part":                            "part-inquiry",
	"POST /inquiries/{id}/check":                           "check-inquiry",
	"GET /inquiries/{id}/messages/{message}/raw":           "get-raw",
	"GET /inquiries/{id}/messages/{message}/html":          "get-html",
	"GET /inquiries/{id}/messages/{message}/files/{file}":  "get-file",
	"POST /inquiries/{id}/messages/{message}/files/{file}": "get-file",

	"GET /companies":               "list-companies",
	"POST /companies":              "post-company get-taken",
	"GET /companies/{id}":          "get-company suggest-for-company list-inquiries",
	"POST /companies/{id}":         "patch-company",
	"POST /companies/{id}/ours":    "patch-company",
	"POST /companies/{id}/delete":  "delete-company",
	"POST /companies/{id}/merge":   "merge-company",
	"POST /companies/{id}/unmerge": "unmerge-company",
	"POST /companies/{id}/apart":   "keep-apart-company",
	"GET /contacts":                "list-contacts",
	"POST /contacts":               "post-contact get-taken",
	"GET /contacts/{id}":           "get-contact suggest-for-contact list-inquiries",
	"POST /contacts/{id}":          "patch-contact",
	"POST /contacts/{id}/ours":     "patch-contact",
	"POST /contacts/{id}/delete":   "delete-contact",
	"POST /contacts/{id}/merge":    "merge-contact",
	"POST /contacts/{id}/unmerge":  "unmerge-contact",
	"POST /contacts/{id}/apart":    "keep-apart-contact",
	"GET /audit":                   "list-audit",
	"GET /audit/changes.csv":       "list-audit",

	"GET /settings":                               "why: a list of pages",
	"GET /settings/account":                       "get-me list-my-sessions",
	"POST /settings/account":                      "patch-me",
	"POST /settings/account/notify":               "patch-me",
	"POST /settings/account/password":             "post-password",
	"POST /settings/account/totp":                 "begin-two-step",
	"POST /settings/account/totp/confirm":         "put-two-step",
	"POST /settings/account/totp/off":             "remove-two-step",
	"POST /settings/account/sessions/revoke":      "end-my-sessions",
	"POST /settings/account/sessions/{id}/revoke": "end-my-session",
	"GET /settings/company":                       "get-own-company",
	"POST /settings/company":                      "put-own-company",
	"GET /settings/mailboxes":                     "list-mailboxes",
	"GET /settings/mailboxes/new":                 "why: post-mailbox fills in what the address's mail service wants",
	"POST /settings/mailboxes":                    "post-mailbox try-mailbox",
	"GET /settings/mailboxes/{id}":                "get-mailbox",
	"POST /settings/mailboxes/{id}":               "put-mailbox try-mailbox",
	"POST /settings/mailboxes/{id}/pause":         "switch-mailbox",
	"POST /settings/mailboxes/{id}/resume":        "switch-mailbox",
	"POST /settings/mailboxes/{id}/resync":        "read-mailbox-again",
	"POST /settings/mailboxes/{id}/delete":        "delete-mailbox",
	"GET /settings/mailboxes/{id}/ledger":         "list-ledger",
	"GET /settings/people":                        "list-users list-invitations list-teams get-oidc get-sales-see",
	"POST /settings/people/see":                   "put-sales-see",
	"POST /settings/people/oidc":                  "put-oidc",
	"POST /settings/people/{id}":                  "patch-user",
	"POST /settings/people/{id}/invite":           "renew-password",
	"POST /settings/people/{id}/totp":             "reset-two-step",
	"POST /settings/people/{id}/unlink":           "unlink-user",
	"POST /settings/people/{id}/close":            "patch-user",
	"POST /settings/people/{id}/reopen":           "patch-user",
	"POST /settings/invitations":                  "post-invitation",
	"POST /settings/invitations/{id}/revoke":      "delete-invitation",
	"POST /settings/teams":                        "post-team",
	"POST /settings/teams/{id}":                   "patch-team",
	"POST /settings/teams/{id}/delete":            "delete-team",
	"GET /settings/signals":                       "list-signals list-signal-tallies get-rejudging",
	"GET /settings/signals/{id}":                  "get-signal",
	"POST /settings/signals/reset":                "reset-signals",
	"POST /settings/signals/rejudge":              "start-rejudging",
	"POST /settings/signals/{id}":                 "put-signal preview-signal reset-signal",
	"GET /settings/rules":                         "get-house-rules",
	"POST /settings/rules":                        "put-house-rules try-house-rule",
	"POST /settings/rules/{id}/switch":            "put-house-rules",
	"POST /settings/rules/{id}/move":              "put-house-rules",
	"POST /settings/rules/{id}/delete":            "put-house-rules",
	"GET /settings/words":                         "list-words",
	"POST /settings/words":                        "try-words",
	"GET /settings/words/{group}":                 "list-words list-heard-words",
	"POST /settings/words/{group}":                "put-words try-words",
	"GET /settings/fields":                        "get-custom-fields",
	"POST /settings/fields":                       "put-custom-fields",
	"POST /settings/fields/{id}/move":             "put-custom-fields",
	"POST /settings/fields/{id}/delete":           "put-custom-fields",
	"GET /settings/alerts":                        "list-alerts",
	"POST /settings/alerts":                       "add-alert",
	"POST /settings/alerts/{id}/test":             "test-alert",
	"POST /settings/alerts/{id}/switch":           "switch-alert",
	"POST /settings/alerts/{id}/delete":           "remove-alert",
	"GET /settings/keys":                          "list-keys",
	"POST /settings/keys":                         "post-key",
	"POST /settings/keys/{id}/revoke":             "delete-key",
	"GET /settings/webhooks":                      "list-webhooks",
	"POST /settings/webhooks":                     "add-webhook",
	"POST /settings/webhooks/{id}/test":           "test-webhook",
	"POST /settings/webhooks/{id}/switch":         "switch-webhook",
	"POST /settings/webhooks/{id}/delete":         "remove-webhook",
	"GET /settings/form":                          "get-site-form",
	"POST /settings/form":                         "put-site-form",
	"GET /settings/import":                        "list-imports",
	"POST /settings/import":                       "post-import",
	"GET /settings/import/{id}":                   "get-import list-import-messages",
	"GET /settings/import/{id}/result.csv":        "list-import-messages",
	"POST /settings/import/{id}/stop":             "stop-import",
	"POST /form/{key}":                            "why: for visitors of websites; programs use post-inquiry",
	"OPTIONS /form/{key}":                         "why: for visitors of websites",
	"GET /form.js":                                "why: for visitors of websites",
	"GET /":                                       "why: leads to another page",
	"GET /static/{file}":                          "why: scripts and pictures of the pages",
	"GET /api/docs":                               "why: the documents themselves",
}

// TestPagesHaveOperations: whatever a page can do, the interface can, or there
// is a reason. A new page fails here until somebody said which.
func TestPagesHaveOperations(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, op := range openHouse(t).api.Operations() {
		there[op.OperationID] = true
	}
	text, err := os.ReadFile("../web/routes.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[2], "`/") {
			continue
		}
		page := strings.TrimSpace(cells[1]) + " " + strings.Trim(cells[2], " `")
		listed[page] = true
		ops, ok := pageOperations[page]
		if !ok {
			t.Errorf("%s has neither an operation nor a reason for none", page)
			continue
		}
		if why, none := strings.CutPrefix(ops, "why: "); none {
			if why == "" {
				t.Errorf("%s has no operation and no reason", page)
			}
			continue
		}
		for _, op := range strings.Fields(ops) {
			if !there[op] {
				t.Errorf("%s wants the operation %q, which is not there", page, op)
			}
		}
	}
	for page := range pageOperations {
		if !listed[page] {
			t.Errorf("%s is not in routes.md", page)
		}
	}
}
