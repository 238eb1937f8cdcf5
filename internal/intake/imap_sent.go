package intake

import (
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// uses are the special uses of folders (RFC 6154, RFC 8457).
var uses = map[imap.MailboxAttr]string{
	imap.MailboxAttrSent: "sent", imap.MailboxAttrDrafts: "drafts", imap.MailboxAttrJunk: "junk", imap.MailboxAttrTrash: "trash",
	imap.MailboxAttrArchive: "archive", imap.MailboxAttrAll: "all", imap.MailboxAttrFlagged: "flagged", imap.MailboxAttrImportant: "important",
}

func use(attrs []imap.MailboxAttr) string {
	for _, a := range attrs {
		if u := uses[a]; u != "" {
			return u
		}
	}
	return ""
}

// sentNames are the names that mail servers and programs give the folder of
// sent mail, in lower case, the likelier ones of a language first.
var sentNames = []string{
	"sent", "sent messages", "sent items", "sent mail", "sent-mail", // English
	"已发送", "已发送邮件", "已发邮件", "已傳送", "寄件備份", "寄件備份匣", "已傳送的郵件", "已寄出", "发件箱", // Chinese
	"gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten", // German
	"envoyés", "éléments envoyés", "messages envoyés", "courrier envoyé", "objets envoyés", // French
	"enviados", "elementos enviados", "mensajes enviados", "correo enviado", // Spanish
	"itens enviados", "enviadas", "e-mails enviados", "mensagens enviadas", "correio enviado", // Portuguese
	"inviata", "posta inviata", "inviati", // Italian
	"отправленные", "отправленные письма", // Russian
	"gönderilmiş öğeler", "gönderilmiş", "gönderilenler", "gönderilmiş postalar", // Turkish
	"العناصر المرسلة", "البريد المرسل", "المرسلة", "الرسائل المرسلة", // Arabic
	"verzonden", "verzonden items", "verzonden objecten", // Dutch
	"wysłane", "elementy wysłane", "odeslané", "odeslaná pošta", "надіслані", // Polish, Czech, Ukrainian
	"送信済み", "送信済みアイテム", "送信済みメール", "送信済みトレイ", // Japanese
	"보낸편지함", "보낸 편지함", "보낸메일함", "보낸 메일함", // Korean
	"thư đã gửi", "đã gửi", "terkirim", "item terkirim", // Vietnamese, Indonesian
	"skickat", "skickade objekt", "sendt", "sendte elementer", "lähetetyt", // Swedish, Danish, Norwegian, Finnish
}

// findSent names the folder of sent mail: the one that the server marks, else
// the one with the likeliest name; of two with the same, the one nearer to
// the top.
func findSent(folders []FolderInfo) string {
	best, name := 0, ""
	for _, f := range folders {
		rank := f.sentRank
		if f.Use == "sent" {
			rank = 1
		}
		if rank > 0 && (best == 0 || rank < best) {
			best, name = rank, f.Name
		}
	}
	return name
}

// rankSent is the place of a folder's name among sentNames, from 2; 0 when it
// is not one of them. Only the last level counts: "INBOX.Sent" is a usual one.
func rankSent(d *imap.ListData) int {
	name := d.Mailbox
	if d.Delim != 0 {
		name = name[strings.LastIndex(name, string(d.Delim))+1:]
	}
	if i := slices.Index(sentNames, strings.ToLower(strings.TrimSpace(name))); i >= 0 {
		return i + 2
	}
	return 0
}
