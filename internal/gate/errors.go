package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// statusGone is what the log has for a request whose sender did not wait.
const statusGone = 499

// Status is the HTTP status of an error.
func Status(err error) int { return ProblemOf(err).Status }

// Problem is an error as an answer tells it: never with the error's own words,
// unless these were meant for whoever asked.
type Problem struct {
	Status  int
	Say     xunpan.Text // what is wrong, and what to do
	Field   string      // which field is wrong; "" for none
	Wait    time.Duration
	Request string // number under which the log has more; "" if it has not
}

// say are the texts of errors that are told in the same words every time.
var say = []struct {
	err    error
	status int
	text   xunpan.Text
}{
	{store.ErrNotFound, http.StatusNotFound, xunpan.Text{En: "There is no such thing, or it is not yours to see.", Zh: "没有这一项，或者您无权查看。"}},
	{store.ErrChanged, http.StatusConflict, xunpan.Text{En: "Somebody changed it meanwhile. Read it again and repeat your change.", Zh: "其他人刚刚修改过。请重新打开后再改。"}},
	{store.ErrExists, http.StatusConflict, xunpan.Text{En: "There is one of that name already.", Zh: "已有同名的一项。"}},
	{store.ErrCursor, http.StatusUnprocessableEntity, xunpan.Text{En: "This is no cursor of a list. Leave it out to begin with the first page.", Zh: "分页游标无效。请去掉它，从第一页开始。"}},
	{flow.ErrDenied, http.StatusForbidden, xunpan.Text{En: "This role or key may not do that. An owner or manager can change it under Settings, People.", Zh: "该角色或密钥无权执行此操作。所有者或经理可在“设置 → 人员”中调整。"}},
	{flow.ErrSignIn, http.StatusUnauthorized, xunpan.Text{En: "E-mail address or password is wrong.", Zh: "邮箱或密码不正确。"}},
	{flow.ErrCode, http.StatusUnauthorized, xunpan.Text{En: "The code is wrong or was used already. Wait for the next one.", Zh: "验证码不正确或已使用过，请等待下一个。"}},
	{flow.ErrStranger, http.StatusForbidden, xunpan.Text{En: "There is no account for you at this desk. Ask an owner or manager for an invitation.", Zh: "这里没有您的账号。请向所有者或经理索取邀请。"}},
	{flow.ErrCrowded, http.StatusServiceUnavailable, xunpan.Text{En: "Many people sign in at this moment. Try again in a few seconds.", Zh: "当前登录人数较多，请几秒后再试。"}},
	{flow.ErrEmpty, http.StatusUnprocessableEntity, xunpan.Text{En: "The message is empty.", Zh: "消息是空的。"}},
	{errStranger, http.StatusUnauthorized, xunpan.Text{En: "Sign in, or send an API key: Authorization: Bearer KEY. Keys are made by `xunpan key add` or in the settings.", Zh: "请先登录，或发送 API 密钥：Authorization: Bearer KEY。密钥可用 `xunpan key add` 或在设置中生成。"}},
	{errKey, http.StatusUnauthorized, xunpan.Text{En: "The API key is unknown or was revoked. Keys are made by `xunpan key add` or in the settings.", Zh: "API 密钥无效或已吊销。密钥可用 `xunpan key add` 或在设置中生成。"}},
	{errForeign, http.StatusForbidden, xunpan.Text{En: "Another site made this request, so it was not done. Open the desk in your browser and do it there.", Zh: "该请求来自其他网站，未执行。请直接在工作台中操作。"}},
	{errUnderWay, http.StatusConflict, xunpan.Text{En: "A request with this Idempotency-Key is under way. Ask again in a moment for its answer.", Zh: "带有该 Idempotency-Key 的请求正在处理，请稍后再取结果。"}},
	{errOtherRequest, http.StatusUnprocessableEntity, xunpan.Text{En: "This Idempotency-Key was used for another request. Take a new key for each request.", Zh: "该 Idempotency-Key 已用于另一个请求。每个请求请使用新的键。"}},
	{os.ErrDeadlineExceeded, http.StatusRequestTimeout, xunpan.Text{En: "The request came in too slowly and was not done. Send it again over a better line, or in smaller parts.", Zh: "请求传输过慢，未执行。请换用更好的网络，或分批重新发送。"}},
	{context.Canceled, statusGone, xunpan.Text{En: "The request was taken back.", Zh: "请求已取消。"}},
}

// ProblemOf is the one place where errors become answers.
func ProblemOf(err error) Problem {
	var invalid *xunpan.Invalid
	var later *flow.Later
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &invalid):
		return Problem{Status: http.StatusUnprocessableEntity, Say: invalid.Say, Field: invalid.Field}
	case errors.As(err, &later):
		s := max(1, int(math.Ceil(later.Wait.Seconds())))
		return Problem{Status: http.StatusTooManyRequests, Wait: later.Wait, Say: xunpan.Text{En: fmt.Sprintf("Too many tries. Try again in %d s.", s), Zh: fmt.Sprintf("尝试次数过多，请在 %d 秒后再试。", s)}}
	case errors.As(err, &large):
		return Problem{Status: http.StatusRequestEntityTooLarge, Say: xunpan.Text{En: fmt.Sprintf("That is more than the %s taken here at once.", size(large.Limit)), Zh: fmt.Sprintf("超过了一次可接收的 %s。", size(large.Limit))}}
	}
	for _, s := range say {
		if errors.Is(err, s.err) {
			p := Problem{Status: s.status, Say: s.text}
			if s.status == http.StatusServiceUnavailable || s.err == errUnderWay {
				p.Wait = time.Second
			}
			return p
		}
	}
	if store.IsBusy(err) {
		return Problem{Status: http.StatusServiceUnavailable, Wait: 5 * time.Second, Say: xunpan.Text{En: "The database does not answer or has no room at the moment. Nothing was stored; try again.", Zh: "数据库暂时无响应或空间不足。内容未保存，请重试。"}}
	}
	return Problem{Status: http.StatusInternalServerError, Say: xunpan.Text{En: "Something went wrong at the desk. Try again; if it stays, give your administrator the request's number.", Zh: "工作台出错了。请重试；若仍出现，请把请求编号交给管理员。"}}
}

func size(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	return strconv.FormatInt(max(1, n>>10), 10) + " KB"
}

// Fail answers a request with an error. What is the desk's own trouble is
// logged and not told.
func (g *Gate) Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		g.opts.Log.ErrorContext(r.Context(), "request failed", "request", RequestID(r.Context()), "route", route(r), "err", err)
	}
	g.answer(w, r, p)
}

// answer writes a problem as the route's kind wants it.
func (g *Gate) answer(w http.ResponseWriter, r *http.Request, p Problem) {
	if p.Status >= http.StatusInternalServerError {
		p.Request = RequestID(r.Context())
	}
	if p.Wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(p.Wait.Seconds())))))
	}
	kind := passageOf(r.Context()).kind
	if p.Status == http.StatusUnauthorized && kind == API {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	switch {
	case kind == API || kind == Open:
		writeProblem(w, p, Language(r.Context()))
	case g.opts.Show != nil:
		g.opts.Show(w, r, p)
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(p.Status)
		fmt.Fprintf(w, "%d %s\n\n%s\n%s\n", p.Status, http.StatusText(p.Status), p.Say.En, p.Say.Zh)
	}
}

// writeProblem writes a problem as RFC 9457 has it, in one language.
func writeProblem(w http.ResponseWriter, p Problem, lang string) {
	b, err := json.Marshal(struct {
		Title   string `json:"title"`
		Status  int    `json:"status"`
		Detail  string `json:"detail"`
		Field   string `json:"field,omitempty"`
		Request string `json:"request,omitempty"`
	}{http.StatusText(p.Status), p.Status, p.Say.In(lang), p.Field, p.Request})
	if err != nil { // strings and numbers always marshal
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Language", lang)
	w.WriteHeader(p.Status)
	_, _ = w.Write(b) // who does not wait for it has no use for it
}
