package outbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xunpan"
)

// Headers of Generic hooks, as the Standard Webhooks specification names them.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp" // seconds since 1970
	HeaderSignature = "Webhook-Signature" // "v1,…", several with spaces between; only if the hook has a secret
)

// secretPrefix marks a secret whose rest is the key in base64.
const secretPrefix = "whsec_"

// Tolerance is how far the clocks of sender and receiver may be apart.
const Tolerance = 5 * time.Minute

// NewSecret makes a secret for a Generic hook: "whsec_" and 32 random bytes in
// base64.
func NewSecret() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// keyOf is the key that a Generic hook's secret stands for.
func keyOf(secret string) ([]byte, error) {
	coded, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok {
		return []byte(secret), nil
	}
	key, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || len(key) == 0 {
		return nil, &xunpan.Invalid{Field: "secret", Say: xunpan.Text{
			En: "what follows whsec_ in the secret is not base64; copy it again or make a new one",
			Zh: "密钥中 whsec_ 之后的部分不是 base64；请重新复制，或生成新密钥"}}
	}
	return key, nil
}

// signHeader sets the headers that tell a receiver whom a message is from.
func signHeader(header http.Header, secret, id string, now time.Time, body []byte) error {
	at := strconv.FormatInt(now.Unix(), 10)
	header.Set(HeaderID, id)
	header.Set(HeaderTimestamp, at)
	if secret == "" {
		return nil
	}
	key, err := keyOf(secret)
	if err != nil {
		return err
	}
	header.Set(HeaderSignature, "v1,"+base64.StdEncoding.EncodeToString(signature(key, id, at, body)))
	return nil
}

func signature(key []byte, id, at string, body []byte) []byte {
	return mac(key, id+"."+at+"."+string(body))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// Verify is what the receiver of a Generic hook does before it believes a
// message: given the secret it shares with the desk, the headers, the body's
// bytes as they came, and the time, it returns an error unless the desk signed
// them not more than Tolerance ago.
//
// In any language: take the secret without "whsec_" out of base64 (a secret
// without that prefix is the key as it stands); compute HMAC-SHA256 of
// Webhook-Id + "." + Webhook-Timestamp + "." + body; compare it, in constant
// time and in base64, with each "v1," entry of Webhook-Signature; refuse a
// Webhook-Timestamp more than five minutes off. Libraries for Standard Webhooks
// do the same. A Webhook-Id that was seen before is the same delivery again: the
// first answer was lost on its way.
func Verify(secret string, header http.Header, body []byte, now time.Time) error {
	id, at, given := header.Get(HeaderID), header.Get(HeaderTimestamp), header.Get(HeaderSignature)
	if secret == "" || id == "" || at == "" || given == "" {
		return errors.New("the secret or one of the headers " + HeaderID + ", " + HeaderTimestamp + ", " + HeaderSignature + " is missing")
	}
	key, err := keyOf(secret)
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return fmt.Errorf("reading %s: %w", HeaderTimestamp, err)
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Tolerance || age < -Tolerance {
		return fmt.Errorf("the message was signed %v away from this clock's time, more than %v", age, Tolerance)
	}
	want := signature(key, id, at, body)
	for entry := range strings.FieldsSeq(given) {
		coded, ok := strings.CutPrefix(entry, "v1,")
		if !ok {
			continue // another version of the scheme
		}
		if got, err := base64.StdEncoding.DecodeString(coded); err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return errors.New("no signature matches the message and the secret")
}

// dingtalkSign is the query parameter sign of DingTalk's bots: the secret signs
// the time in milliseconds, a line break and the secret itself.
func dingtalkSign(secret string, now time.Time) string {
	return base64.StdEncoding.EncodeToString(mac([]byte(secret), fmt.Sprintf("%d\n%s", now.UnixMilli(), secret)))
}

// feishuSign is the field sign of Feishu's bots: there the time in seconds, a
// line break and the secret are the key, and what is signed is empty.
func feishuSign(secret string, now time.Time) string {
	return base64.StdEncoding.EncodeToString(mac(fmt.Appendf(nil, "%d\n%s", now.Unix(), secret), ""))
}
