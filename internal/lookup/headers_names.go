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

// headerKinds are the header lines that tell something, by their lower-case names.
var headerKinds = func() map[string]headerKind {
	m := map[string]headerKind{}
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
			m[n] = kind
			headerShapes[shape(n)] = true
		}
	}
	return m
}()

// headerShapes has the shapes of our names: most lines are told by it alone.
var headerShapes [1 << 12]bool

// shape is a name's length with its first and last letter, case left out.
func shape(name string) int {
	return (len(name)&3 | int(name[0]&31)<<2 | int(name[len(name)-1]&31)<<7) & (1<<12 - 1)
}

func headerOf(name string) headerKind {
	var low [40]byte
	if name == "" || len(name) > len(low) || !headerShapes[shape(name)] {
		return headNone
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	return headerKinds[string(low[:len(name)])]
}
