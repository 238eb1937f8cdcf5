package outbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"xunpan"
)

// cause is why a bot refused, as one of its error codes says.
type cause struct {
	permanent bool
	after     time.Duration
	say       xunpan.Text
}

var (
	gone = &cause{permanent: true, say: xunpan.Text{
		En: "the bot is not there or not in use any more, or the key in its address is wrong; copy the address from the group's settings again",
		Zh: "机器人不存在、已停用或地址中的密钥有误；请从群设置中重新复制 Webhook 地址"}}
	guarded = &cause{permanent: true, say: xunpan.Text{
		En: "the bot's security settings refuse the message; compare its signing secret, keywords and permitted IP addresses, and this machine's clock",
		Zh: "消息未通过机器人的安全设置；请核对加签密钥、关键词、IP 白名单以及本机时钟"}}
	unfit = &cause{permanent: true, say: xunpan.Text{
		En: "the bot does not take a message with this content", Zh: "机器人不接受这条消息的内容"}}
	crowdedMinute = &cause{after: time.Minute, say: crowdedWords}
	crowdedLong   = &cause{after: 10 * time.Minute, say: crowdedWords}
	crowdedWords  = xunpan.Text{En: "the bot got too many messages and wants a pause", Zh: "发给机器人的消息过于频繁，需要暂停一会儿"}
)

// codes are the error codes that are known for sure. All others count as
// passing: some codes stand for many things (Feishu's 9499, WeCom's and
// DingTalk's -1), and a try too many costs less than an alert lost.
var codes = map[Kind]map[int64]*cause{
	WeCom: {
		93000: gone, 93004: gone, 93008: gone, // key unknown, bot stopped, bot not in the group
		40008: unfit, 40058: unfit, 44004: unfit, // form, length, empty
		45009: crowdedMinute, 45033: crowdedMinute, // 20 a minute; too many at once
	},
	DingTalk: {
		300001: gone, 300005: gone, 400013: gone, 400101: gone, 400102: gone, 400106: gone, // token unknown, group dissolved, bot stopped or not in the group
		310000: guarded,
		40035:  unfit, 43004: unfit, 400105: unfit, 460101: unfit, // form, length
		430101: unfit, 430102: unfit, 430103: unfit, 430104: unfit, // link, text, picture, content not proper
		130101: crowdedLong, 410100: crowdedLong, // above 20 a minute it stays shut for ten
	},
	Feishu: {
		19001: gone,
		19021: guarded, 19022: guarded, 19024: guarded, // signature or clock, IP address, keywords
		19002: unfit, 19036: unfit, // form, length
		11232: crowdedMinute, // 5 a second, 100 a minute
	},
}

// heard is what an answer means, nil if the message was taken. Bots answer 200
// and say in the body whether they took it.
func (h *Hook) heard(resp *http.Response, body []byte, now time.Time) *Failure {
	byStatus := status(resp, now)
	if h.Kind == Generic {
		return byStatus
	}
	code, words, ok := botCode(h.Kind, body)
	switch {
	case !ok && byStatus == nil:
		return &Failure{Say: xunpan.Text{
			En: "what answers at the address is not a bot of this kind; check the address", Zh: "该地址的应答不像这种机器人；请检查地址"}}
	case !ok, code == 0:
		return byStatus
	}
	said := fmt.Sprintf("%d %s", code, inert(cut(words, 200)))
	if c := codes[h.Kind][code]; c != nil {
		f := &Failure{Permanent: c.permanent, After: c.after, Say: quote(c.say, said)}
		if !f.Permanent {
			f.After = max(f.After, retryAfter(resp.Header.Get("Retry-After"), now))
		}
		return f
	}
	if byStatus != nil {
		byStatus.Say = quote(byStatus.Say, said)
		return byStatus
	}
	return &Failure{After: retryAfter(resp.Header.Get("Retry-After"), now), Say: quote(xunpan.Text{En: "the bot answers with an error", Zh: "机器人返回错误"}, said)}
}

// quote adds the bot's own words.
func quote(say xunpan.Text, said string) xunpan.Text {
	return xunpan.Text{En: say.En + " (" + said + ")", Zh: say.Zh + "（" + said + "）"}
}

// botCode reads a bot's answer: the error code, 0 for success, and its words.
func botCode(kind Kind, body []byte) (code int64, words string, ok bool) {
	var a struct {
		ErrCode *int64 `json:"errcode"`
		ErrMsg  string `json:"errmsg"`
		// Feishu's, of which older addresses give the longer names.
		Code          *int64 `json:"code"`
		Msg           string `json:"msg"`
		StatusCode    *int64 `json:"StatusCode"`
		StatusMessage string `json:"StatusMessage"`
	}
	if json.Unmarshal(body, &a) != nil {
		return 0, "", false
	}
	switch {
	case kind != Feishu && a.ErrCode != nil:
		return *a.ErrCode, a.ErrMsg, true
	case kind == Feishu && a.Code != nil:
		return *a.Code, a.Msg, true
	case kind == Feishu && a.StatusCode != nil:
		return *a.StatusCode, a.StatusMessage, true
	}
	return 0, "", false
}
