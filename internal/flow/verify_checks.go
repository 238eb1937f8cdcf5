package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xunpan"
)

// WorldCheck is a check of what the world told, with its words for people.
type WorldCheck struct {
	xunpan.Check             // Detail is Say in English
	Say          xunpan.Text // what was found, or why nothing was
}

// WorldChecks are the checks of everything that was asked of the world about a
// sender (DOMAIN D5.2 to D5.4, D5.9). What was asked and not answered is
// "unknown", with a word why; what was not asked is left out.
func WorldChecks(w *xunpan.World) []WorldCheck {
	var l checkList
	domain := &w.Mail
	if domain.Name == "" {
		domain = &w.Site
	}
	l.register("domain.age", domain)
	l.dns(&w.Mail)
	if domain != &w.Site {
		l.register("website.age", &w.Site)
	}
	l.website(&w.Web)
	l.echo("earlier.text", w.Text, xunpan.Text{En: "%d other senders wrote in the same words", Zh: "另有 %d 个发件人发过相同的内容"}, xunpan.Text{En: "nobody else wrote in these words", Zh: "没有其他人发过相同的内容"}, 1)
	// One other address may be his own second one.
	l.echo("earlier.phone", w.Phone, xunpan.Text{En: "%d other senders gave this number", Zh: "另有 %d 个发件人留过此号码"}, xunpan.Text{En: "nobody else gave this number", Zh: "没有其他人留过此号码"}, 2)
	return l
}

// withWorld puts the world's checks in the place of those not made.
func withWorld(checks []xunpan.Check, w *xunpan.World) []xunpan.Check {
	out := slices.Clone(checks)
	for _, c := range WorldChecks(w) {
		if i := slices.IndexFunc(out, func(o xunpan.Check) bool { return o.ID == c.ID }); i >= 0 {
			out[i] = c.Check
		} else {
			out = append(out, c.Check)
		}
	}
	return out
}

// whyWords are the reasons why something asked is not known.
var whyWords = map[string]xunpan.Text{
	xunpan.WhySilent:  {En: "nobody answered; it is asked again later", Zh: "无人应答，稍后会再查"},
	xunpan.WhyRefused: {En: "not asked: the address is none of the public internet", Zh: "未查询：该地址不在公网上"},
	xunpan.WhyClosed:  {En: "whoever knows answers no programs", Zh: "对方不回应程序查询"},
}

type checkList []WorldCheck

func (l *checkList) add(id string, a xunpan.Asked, v xunpan.Verdict, say xunpan.Text) {
	if a.At.IsZero() {
		return
	}
	if !a.Answered() {
		v, say = xunpan.Unknown, whyWords[a.Why]
	}
	at := a.At.UTC()
	*l = append(*l, WorldCheck{xunpan.Check{ID: id, State: v.String(), Detail: say.En, AsOf: &at}, say})
}

// register says how old a domain is and who sold it.
func (l *checkList) register(id string, d *xunpan.DomainFacts) {
	r := &d.RDAP
	age := r.Age()
	switch {
	case r.Answered() && !r.Found && !(d.DNS.Answered() && d.DNS.Exists):
		l.add(id, r.Asked, xunpan.Failed, xunpan.Text{En: d.Name + " is not registered", Zh: d.Name + " 未注册"})
		return
	case r.Answered() && age == 0: // or it knows nothing of a domain that is there
		l.add(id, r.Asked, xunpan.Unknown, xunpan.Text{En: "the register of " + d.Name + " does not say when", Zh: d.Name + " 的注册局未给出注册日期"})
		return
	}
	v := xunpan.Passed
	if age < youngDomain {
		v = xunpan.Failed
	}
	more := strings.TrimSpace(nonEmpty(" · ", r.Registrar, r.Country))
	if more != "" {
		more = " · " + more
	}
	en, zh := ageWords(age)
	on := r.Since.Format(time.DateOnly)
	l.add(id, r.Asked, v, xunpan.Text{En: fmt.Sprintf("%s, registered on %s (%s)%s", d.Name, on, en, more), Zh: fmt.Sprintf("%s，注册于 %s（%s）%s", d.Name, on, zh, more)})
}

// youngDomain is the age below which a domain has no past (DOMAIN D5.2).
const youngDomain = 60 * 24 * time.Hour

func ageWords(age time.Duration) (en, zh string) {
	switch days := int(age.Hours() / 24); {
	case days < 120:
		return fmt.Sprintf("%d days", days), fmt.Sprintf("%d 天", days)
	case days < 730:
		return fmt.Sprintf("%d months", days/30), fmt.Sprintf("%d 个月", days/30)
	default:
		return fmt.Sprintf("%d years", days/365), fmt.Sprintf("%d 年", days/365)
	}
}

// dns says whether a domain takes mail, and what it says of mail in its name.
func (l *checkList) dns(d *xunpan.DomainFacts) {
	f := &d.DNS
	v, say := xunpan.Passed, xunpan.Text{En: f.Server, Zh: f.Server}
	switch {
	case !f.Exists:
		v, say = xunpan.Failed, xunpan.Text{En: d.Name + " does not exist", Zh: d.Name + " 不存在"}
	case !f.TakesMail():
		v, say = xunpan.Failed, xunpan.Text{En: d.Name + " takes no mail", Zh: d.Name + " 不接收邮件"}
	case !f.Mail:
		say = xunpan.Text{En: "no mail server is named; the domain's own address may take mail", Zh: "未指定邮件服务器，可能由域名自身地址收信"}
	}
	l.add("domain.mx", f.Asked, v, say)
	if !f.Answered() || !f.Exists || f.SPF == xunpan.Unknown && f.DMARC == xunpan.Unknown {
		return
	}
	v = xunpan.Passed
	if f.SPF != xunpan.Passed && f.DMARC != xunpan.Passed {
		v = xunpan.Failed
	}
	en := [...]string{"not known", "published", "none"}
	zh := [...]string{"未知", "已发布", "无"}
	policy := xunpan.Text{En: en[f.DMARC], Zh: zh[f.DMARC]}
	if f.Policy != "" {
		policy = xunpan.Text{En: f.Policy, Zh: f.Policy}
	}
	l.add("domain.policy", f.Asked, v, xunpan.Text{En: "SPF: " + en[f.SPF] + " · DMARC: " + policy.En, Zh: "SPF：" + zh[f.SPF] + " · DMARC：" + policy.Zh})
}

// website says what is to be seen there.
func (l *checkList) website(w *xunpan.WebsiteFacts) {
	switch {
	case w.Alive:
		what := xunpan.Text{En: "it answers", Zh: "可以访问"}
		if w.Shop {
			what = xunpan.Text{En: "a shop", Zh: "网店"}
		}
		more := nonEmpty(" · ", w.Title, w.Lang)
		l.add("website.reachable", w.Asked, xunpan.Passed, xunpan.Text{En: nonEmpty(" · ", w.Host, what.En, more), Zh: nonEmpty(" · ", w.Host, what.Zh, more)})
	case w.Parked:
		l.add("website.reachable", w.Asked, xunpan.Failed, xunpan.Text{En: w.Host + " is parked or for sale", Zh: w.Host + " 处于停放或出售状态"})
	case w.Named || !w.Answered():
		l.add("website.reachable", w.Asked, xunpan.Failed, xunpan.Text{En: "there is no page at " + w.Host, Zh: w.Host + " 没有网页"})
	default: // nobody said that there is one
		l.add("website.reachable", w.Asked, xunpan.Unknown, xunpan.Text{En: "he gives none, and there is none at " + w.Host, Zh: "对方未提供网站，" + w.Host + " 上也没有"})
	}
	if !w.Alive {
		return
	}
	if w.Firm != xunpan.Unknown {
		say := xunpan.Text{En: "its first page names the company", Zh: "首页提到该公司"}
		if w.Firm == xunpan.Failed {
			say = xunpan.Text{En: "its first page does not name the company", Zh: "首页未提到该公司"}
		}
		l.add("website.company", w.Asked, w.Firm, say)
	}
	if len(w.Goods) > 0 {
		goods := strings.Join(w.Goods, ", ")
		l.add("website.product", w.Asked, xunpan.Passed, xunpan.Text{En: "it speaks of " + goods, Zh: "提到：" + goods})
	}
}

// echo says how many others were seen with the same thing; bad from so many on.
func (l *checkList) echo(id string, e xunpan.Echo, some, none xunpan.Text, bad int) {
	if e.Others == 0 {
		l.add(id, e.Asked, xunpan.Passed, none)
		return
	}
	v := xunpan.Passed
	if e.Others >= bad {
		v = xunpan.Failed
	}
	l.add(id, e.Asked, v, xunpan.Text{En: fmt.Sprintf(some.En, e.Others), Zh: fmt.Sprintf(some.Zh, e.Others)})
}
