package outbox

import (
	"fmt"
	"strings"
	"time"

	"xunpan"
)

// Limits of what a bot says, in bytes. WeCom takes 4,096 bytes, DingTalk and
// Feishu about 20,000 in all; one limit serves, for nobody reads more in a chat.
const (
	textLimit  = 4096
	titleLimit = 240
)

// openWords stand on the link to the desk.
var openWords = xunpan.Text{En: "Open in the desk", Zh: "在工作台中打开"}

// wecomMessage is a message of WeCom's markdown, which knows headings, bold,
// quotes and links.
func wecomMessage(e Event) any {
	type markdown struct {
		Content string `json:"content"`
	}
	return struct {
		MsgType  string   `json:"msgtype"`
		Markdown markdown `json:"markdown"`
	}{"markdown", markdown{markup(e, "> ", "\n")}}
}

// dingtalkMessage is a message of DingTalk's markdown, where a single line
// break counts for nothing.
func dingtalkMessage(e Event) any {
	type markdown struct {
		Title string `json:"title"` // of the notification
		Text  string `json:"text"`
	}
	type at struct {
		All bool `json:"isAtAll"`
	}
	return struct {
		MsgType  string   `json:"msgtype"`
		Markdown markdown `json:"markdown"`
		At       at       `json:"at"`
	}{"markdown", markdown{literal(title(e)), markup(e, "", "\n\n")}, at{false}}
}

// markup writes an event in the markdown that WeCom and DingTalk share.
func markup(e Event, prefix, separator string) string {
	head := "**" + literal(title(e)) + "**"
	foot := ""
	if to := link(e.Link); to != "" {
		foot = separator + "[" + openWords.In(e.Lang) + "](" + to + ")"
	}
	return head + lines(e.Lines, separator+prefix, literal, textLimit-len(head)-len(foot)) + foot
}

// A Feishu card, as far as it is used: plain texts and a button. Plain texts
// have no markup, so a mail's words stay words.
type (
	feishuText struct {
		Tag     string `json:"tag"`
		Content string `json:"content"`
	}
	feishuButton struct {
		Tag  string     `json:"tag"`
		Text feishuText `json:"text"`
		Type string     `json:"type"`
		URL  string     `json:"url"`
	}
	feishuElement struct {
		Tag     string         `json:"tag"`
		Text    *feishuText    `json:"text,omitempty"`
		Actions []feishuButton `json:"actions,omitempty"`
	}
	feishuConfig struct {
		Wide bool `json:"wide_screen_mode"`
	}
	feishuHeader struct {
		Title    feishuText `json:"title"`
		Template string     `json:"template"` // its colour
	}
	feishuCard struct {
		Config   feishuConfig    `json:"config"`
		Header   feishuHeader    `json:"header"`
		Elements []feishuElement `json:"elements"`
	}
	feishuBody struct {
		Timestamp string     `json:"timestamp,omitempty"`
		Sign      string     `json:"sign,omitempty"`
		MsgType   string     `json:"msg_type"`
		Card      feishuCard `json:"card"`
	}
)

func feishuPlain(s string) feishuText { return feishuText{"plain_text", s} }

func feishuMessage(e Event, secret string, now time.Time) any {
	card := feishuCard{feishuConfig{true}, feishuHeader{feishuPlain(inert(title(e))), "blue"}, []feishuElement{}}
	if said := strings.TrimPrefix(lines(e.Lines, "\n", inert, textLimit), "\n"); said != "" {
		text := feishuPlain(said)
		card.Elements = append(card.Elements, feishuElement{Tag: "div", Text: &text})
	}
	if to := link(e.Link); to != "" {
		open := feishuButton{"button", feishuPlain(openWords.In(e.Lang)), "primary", to}
		card.Elements = append(card.Elements, feishuElement{Tag: "action", Actions: []feishuButton{open}})
	}
	m := feishuBody{MsgType: "interactive", Card: card}
	if secret != "" {
		m.Timestamp, m.Sign = fmt.Sprint(now.Unix()), feishuSign(secret, now)
	}
	return m
}

func title(e Event) string {
	if t := cut(e.Title, titleLimit); strings.TrimSpace(t) != "" {
		return t
	}
	return cut(e.Name, titleLimit)
}
