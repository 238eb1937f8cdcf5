package outbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xunpan"
)

// Failure says why a message did not arrive, as far as that is known: after a
// broken connection it may have arrived all the same.
type Failure struct {
	Permanent bool          // sending the same to the same address again is of no use
	After     time.Duration // how long the receiver wants to be left alone; 0 if it did not say
	Say       xunpan.Text   // what happened and what to do, without the hook's key
	Err       error         // what lies behind it, without the hook's key; may be nil
}

func (f *Failure) Error() string {
	if f.Err == nil {
		return f.Say.En
	}
	return f.Say.En + ": " + f.Err.Error()
}

func (f *Failure) Unwrap() error { return f.Err }

// unsent is the failure of a message that got no answer.
func unsent(err error) *Failure {
	var (
		invalid *xunpan.Invalid
		wrapped *url.Error
		name    *net.DNSError
		cert    *tls.CertificateVerificationError
		waited  net.Error
	)
	if errors.As(err, &invalid) { // of Check, or of the client's guard
		return &Failure{Permanent: true, Say: invalid.Say}
	}
	late := errors.As(err, &waited) && waited.Timeout()
	if errors.As(err, &wrapped) {
		err = wrapped.Err // without the address, which may hold a key
	}
	f := &Failure{Err: err}
	switch {
	case errors.Is(err, context.Canceled):
		f.Say = xunpan.Text{En: "sending was broken off on our side", Zh: "发送在我方中断"}
	case errors.As(err, &name) && name.IsNotFound:
		f.Say = xunpan.Text{En: "the host in the webhook's address is not known; check its spelling", Zh: "找不到 Webhook 地址中的主机；请检查拼写"}
	case errors.As(err, &name):
		f.Say = xunpan.Text{En: "the name server did not tell where the webhook's host is; check this machine's network", Zh: "域名服务器没有答复 Webhook 主机的位置；请检查本机网络"}
	case errors.As(err, &cert):
		f.Say = xunpan.Text{En: "the webhook's certificate is not to be trusted; its operator must renew it", Zh: "Webhook 的证书不可信；须由对方更新证书"}
	case errors.Is(err, http.ErrSchemeMismatch):
		f.Say = xunpan.Text{En: "the webhook does not speak https at that port; check the address", Zh: "Webhook 的这个端口不支持 https；请检查地址"}
	case late:
		f.Say = xunpan.Text{En: "the webhook did not answer in time", Zh: "Webhook 未在时限内应答"}
	default:
		f.Say = xunpan.Text{En: "the connection to the webhook did not come about or broke", Zh: "与 Webhook 的连接未能建立或中断"}
	}
	return f
}

// status is the failure that an HTTP status speaks of, nil for 2xx.
func status(resp *http.Response, now time.Time) *Failure {
	code := resp.StatusCode
	words := fmt.Sprintf("%d %s", code, http.StatusText(code))
	switch {
	case code >= 200 && code < 300:
		return nil
	case code >= 300 && code < 400:
		return &Failure{Permanent: true, Say: xunpan.Text{
			En: "the webhook's address leads on to another one (" + words + "); enter the address it leads to",
			Zh: "Webhook 地址会转到另一个地址（" + words + "）；请直接填写最终地址"}}
	case code == http.StatusRequestTimeout, code == http.StatusTooManyRequests, code >= 500:
		return &Failure{After: retryAfter(resp.Header.Get("Retry-After"), now), Say: xunpan.Text{
			En: "the webhook cannot take the message now (" + words + ")", Zh: "Webhook 暂时无法接收消息（" + words + "）"}}
	}
	return &Failure{Permanent: true, Say: xunpan.Text{
		En: "the webhook refuses the message (" + words + "); check its address and secret", Zh: "Webhook 拒收消息（" + words + "）；请检查地址和密钥"}}
}

// retryAfter reads the header of that name: seconds or a date. What it cannot
// read is 0, what is longer than the longest wait of Backoff is that wait.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longest)
}
