package lookup

import "strings"

// headerKind is what a header line is to us.
type headerKind uint8

const (
	headNone headerKind = iota
	headAuth
	headAutoReply
	headAutoSubmitted
	headAutoSuppress
	headCampaign
	headContentType
	headDeliveredTo
	headEnvelopeTo
	headList
	headListID
	headListPost
	headLoop
	headOriginalTo
	headPrecedence
	headReceived
	headReceivedSPF
	headSpam
	headSpamLevel
	headSpamReport
	headTo
	headUnsubscribe
)

// headerName is a header line that tells something, by its lower-case name.
type headerName struct {
	name string
	kind headerKind
}

// headerShapes has, for the shapes of our names, the place in headerNames of
// those that share it; 0 for the shapes of other lines.
var headerShapes [1 << 12]uint8

// headerNames holds them by their shape, which tells most other lines apart.
var headerNames = func() (t [][]headerName) {
	t = append(t, nil)
	for kind, names := range map[headerKind]string{
		headAuth:          "authentication-results",
		headAutoReply:     "x-autoreply x-autorespond x-autoresponder x-auto-reply x-vacation",
		headAutoSubmitted: "auto-submitted",
		headAutoSuppress:  "x-auto-response-suppress",
		headCampaign: "feedback-id x-campaign x-campaignid x-campaign-id x-mailer-campaign x-mc-user x-cid x-job x-emarsys-identify " +
			"x-mailgun-tag x-report-abuse x-csa-complaints x-sfmc-stack x-rpcampaign x-accounttype",
		headContentType: "content-type",
		headDeliveredTo: "delivered-to",
		headEnvelopeTo:  "envelope-to",
		headList:        "x-beenthere mailing-list x-mailing-list x-mailman-version x-google-group-id x-listserver",
		headListID:      "list-id",
		headListPost:    "list-post",
		headLoop:        "x-loop",
		headOriginalTo:  "x-original-to",
		headPrecedence:  "precedence x-precedence",
		headReceived:    "received",
		headReceivedSPF: "received-spf",
		headSpam:        "x-spam-flag x-spam x-spam-status",
		headSpamLevel:   "x-ms-exchange-organization-scl",
		headSpamReport:  "x-forefront-antispam-report",
		headTo:          "to",
		headUnsubscribe: "list-unsubscribe",
	} {
		for _, n := range strings.Fields(names) {
			at := &headerShapes[shape(n)]
			if *at == 0 {
				*at = uint8(len(t))
				t = append(t, nil)
			}
			t[*at] = append(t[*at], headerName{n, kind})
		}
	}
	return t
}()

// shape is a name's length with its first and last letter, case left out.
func shape(name string) int {
	return (len(name)&3 | int(name[0]&31)<<2 | int(name[len(name)-1]&31)<<7) & (1<<12 - 1)
}

func headerOf(name string) headerKind {
	if name == "" {
		return headNone
	}
	for _, h := range headerNames[headerShapes[shape(name)]] {
		if len(h.name) == len(name) && foldsTo(name, h.name) {
			return h.kind
		}
	}
	return headNone
}

// foldsTo reports whether s, in lower case, is the ASCII word of the same length.
func foldsTo(s, word string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
