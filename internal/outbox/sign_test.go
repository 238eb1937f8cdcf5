package outbox

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The values were computed with OpenSSL; the first is the example that
// libraries for Standard Webhooks are tested with.
func TestSignHeader(t *testing.T) {
	t.Parallel()
	const body = `{"id":"dlv_01","event":"inquiry.created","at":"2026-03-02T10:20:30.456Z","data":{"inquiry":"0195","subject":"5,000 pcs <FL-50> & more"}}`
	for _, c := range []struct {
		secret, id string
		at         time.Time
		body, want string
	}{
		{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "dlv_01", now, body, "v1,wMn3BlGSE67lOhCaotnNugZw0Z4auiRP/DlPBpjn4CA="},
		{"a plain secret", "dlv_01", now, body, "v1,eogxK+BJnTrVTfqocUYogJ0F8NLd02pyI21aqrmTdAk="},
	} {
		header := http.Header{}
		if err := signHeader(header, c.secret, c.id, c.at, []byte(c.body)); err != nil {
			t.Fatal(err)
		}
		if got := header.Get(HeaderSignature); got != c.want {
			t.Errorf("%s with %s: %s, want %s", c.id, c.secret, got, c.want)
		}
	}
}

func TestBotSigns(t *testing.T) {
	t.Parallel()
	if got, want := dingtalkSign("SEC0a1b2c", now), "BgEIYAYCYcZVnqL4EkM88syaGnaSZ43PmD16D1kVFKg="; got != want {
		t.Errorf("DingTalk: %s, want %s", got, want)
	}
	if got, want := feishuSign("fei-secret", now), "h9giB/wAk0hpxPFmX2QGH+/P98NVV6YqyFNl3PH3MDo="; got != want {
		t.Errorf("Feishu: %s, want %s", got, want)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	const (
		secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
		body   = `{"test": 2432232314}`
		right  = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
		wrong  = "v1,AAAM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	)
	signed := time.Unix(1614265330, 0)
	for name, c := range map[string]struct {
		id, at, signature, body, secret string
		now                             time.Time
		ok                              bool
	}{
		"as sent":           {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret, signed, true},
		"one of several":    {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v2,x " + wrong + "  " + right, body, secret, signed, true},
		"late":              {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret, signed.Add(Tolerance), true},
		"early":             {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret, signed.Add(-Tolerance), true},
		"too late":          {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret, signed.Add(Tolerance + time.Second), false},
		"too early":         {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret, signed.Add(-Tolerance - time.Second), false},
		"other body":        {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body + " ", secret, signed, false},
		"other id":          {"msg_other", "1614265330", right, body, secret, signed, false},
		"other time":        {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265331", right, body, secret, signed, false},
		"other secret":      {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, secret[:len(secret)-4], signed, false},
		"other signature":   {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", wrong, body, secret, signed, false},
		"part of one":       {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right[:23], body, secret, signed, false},
		"other version":     {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", strings.Replace(right, "v1", "v2", 1), body, secret, signed, false},
		"no signature":      {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "", body, secret, signed, false},
		"no id":             {"", "1614265330", right, body, secret, signed, false},
		"time is no number": {"msg_p5jXN8AQM9LWM0D4loKWxJek", "yesterday", right, body, secret, signed, false},
		"no secret":         {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, "", signed, false},
		"secret garbled":    {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", right, body, "whsec_%", signed, false},
	} {
		header := http.Header{}
		header.Set("webhook-id", c.id)
		header.Set("webhook-timestamp", c.at)
		header.Set("webhook-signature", c.signature)
		if err := Verify(c.secret, header, []byte(c.body), c.now); (err == nil) != c.ok {
			t.Errorf("%s: %v, want ok %v", name, err, c.ok)
		}
	}
}

func TestNewSecret(t *testing.T) {
	t.Parallel()
	a, b := NewSecret(), NewSecret()
	key, err := keyOf(a)
	if err != nil || len(key) != 32 || a == b {
		t.Errorf("%q and %q: %d bytes, %v", a, b, len(key), err)
	}
}
