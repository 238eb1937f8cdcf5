package flow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// SettingForm is the setting of the website form, a WebsiteForm.
const SettingForm = "form"

// WebsiteForm is how the form on the company's websites is set up.
type WebsiteForm struct {
	Key    string   `json:"key"`    // names the form in its address; "" until there is one
	Sites  []string `json:"sites"`  // origins of the websites that may use it
	Thanks string   `json:"thanks"` // words, or an address of one of the sites; "" for the desk's own words
}

// formInForce is the form's setting in memory, and robots not counted yet.
type formInForce struct {
	setting atomic.Pointer[WebsiteForm]
	refused atomic.Int64
	mu      sync.Mutex
	counted time.Time
}

// Limits of the website form.
const (
	maxSites  = 50
	maxThanks = 500 // bytes
)

// Form is the website form as it is set up now.
func (d *Desk) Form() WebsiteForm {
	if f := d.form.setting.Load(); f != nil {
		return *f
	}
	return WebsiteForm{}
}

func (d *Desk) loadForm(ctx context.Context) error {
	var f WebsiteForm
	if _, err := d.Store.Setting(ctx, SettingForm, &f); err != nil {
		return err
	}
	d.form.setting.Store(&f)
	return nil
}

// Allows reports whether pages of an origin may use the form.
func (f WebsiteForm) Allows(origin string) bool { return slices.Contains(f.Sites, OriginOf(origin)) }

// OriginOf is the origin of a web address, such as "https://www.example.com";
// "" if it has none.
func OriginOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]; strings.HasSuffix(host, port) {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host
}

// OpenForm gives the website form a key if it has none, and returns it.
func (d *Desk) OpenForm(ctx context.Context) (WebsiteForm, error) {
	if f := d.Form(); f.Key != "" {
		return f, nil
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		var f WebsiteForm
		version, err := tx.Setting(ctx, SettingForm, &f)
		if err != nil || f.Key != "" {
			return err
		}
		f.Key = newFormKey()
		return tx.SetSetting(ctx, SettingForm, version, f, "")
	})
	if err == nil {
		err = d.loadForm(ctx)
	}
	return d.Form(), err
}

func newFormKey() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

// SaveForm sets which websites may use the form, and what is said after sending.
func (d *Desk) SaveForm(ctx context.Context, who Who, sites []string, thanks string) error {
	var clean []string
	for _, s := range sites {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		o := OriginOf(s)
		if o == "" {
			return invalid("sites", "“%s” is no address of a website; write it like https://www.example.com.", "“%s”不是网站地址，请写成 https://www.example.com 的形式。", s)
		}
		if !slices.Contains(clean, o) {
			clean = append(clean, o)
		}
	}
	thanks = strings.TrimSpace(thanks)
	switch {
	case len(clean) > maxSites:
		return invalid("sites", "At most %d websites can use the form.", "最多 %d 个网站可以使用此表单。", maxSites)
	case len(thanks) > maxThanks:
		return invalid("thanks", "The thanks are longer than %d bytes.", "感谢语超过 %d 字节。", maxThanks)
	case OriginOf(thanks) != "" && !slices.Contains(clean, OriginOf(thanks)):
		return invalid("thanks", "The page after sending must be on one of the websites above.", "提交后的页面必须属于上面的网站之一。")
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		var f WebsiteForm
		version, err := tx.Setting(ctx, SettingForm, &f)
		if err != nil {
			return err
		}
		was := f
		if f.Key == "" {
			f.Key = newFormKey()
		}
		f.Sites, f.Thanks = clean, thanks
		if err := tx.SetSetting(ctx, SettingForm, version, f, who.Actor.ID); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "set", Detail: map[string]any{"name": SettingForm, "from": was.Sites, "to": f.Sites}})
	})
	if err != nil {
		return err
	}
	return d.loadForm(ctx)
}

// HasForm reports whether a key is the form's.
func (d *Desk) HasForm(key string) bool {
	own := d.Form().Key
	return own != "" && subtle.ConstantTimeCompare([]byte(key), []byte(own)) == 1
}

// TakeForm takes in what a visitor of a website wrote. The same words from the
// same visitor within the hour are the same message: people press the button
// twice.
func (d *Desk) TakeForm(ctx context.Context, f mail.WebForm) (Receipt, error) {
	if strings.TrimSpace(f.Message+f.Subject+f.Product) == "" {
		return Receipt{}, invalid("message", "Please write what you need.", "请写下您的需求。")
	}
	now := d.now().UTC()
	f.Channel, f.Date = "", ""
	words, err := json.Marshal(f)
	if err != nil {
		return Receipt{}, err
	}
	sum := sha256.Sum256(append(words, now.Truncate(time.Hour).String()...))
	f.Date = now.Format(time.RFC3339)
	raw, err := json.Marshal(f)
	if err != nil {
		return Receipt{}, err
	}
	in := Incoming{Raw: raw, Form: xunpan.FormWeb, Source: orElse(f.Page, "form"), Key: "form/" + hex.EncodeToString(sum[:])}
	rs, err := d.ReceiveAll(ctx, []Incoming{in}, func(ctx context.Context, tx *store.Tx, rs []Receipt) error {
		if !rs[0].New {
			return nil
		}
		return tx.AddFormDay(ctx, day(tx.Now), store.FormDay{Taken: 1, Refused: int(d.form.refused.Swap(0))})
	})
	if err != nil {
		return Receipt{}, err
	}
	return rs[0], nil
}

// RefuseForm counts what a robot sent. It writes at most once a second: a flood
// of them must not keep the book busy.
func (d *Desk) RefuseForm(ctx context.Context) error {
	d.form.refused.Add(1)
	d.form.mu.Lock()
	defer d.form.mu.Unlock()
	now := d.now()
	if now.Sub(d.form.counted) < time.Second {
		return nil
	}
	d.form.counted = now
	n := d.form.refused.Swap(0)
	err := d.Store.Write(ctx, now, func(tx *store.Tx) error {
		return tx.AddFormDay(ctx, day(tx.Now), store.FormDay{Refused: int(n)})
	})
	if err != nil {
		d.form.refused.Add(n)
	}
	return err
}

// FormCounts is how the website form fared over the last thirty days.
func (d *Desk) FormCounts(ctx context.Context) (store.FormDay, error) {
	c, err := d.Store.FormDays(ctx, day(d.now().AddDate(0, 0, -30)))
	c.Refused += int(d.form.refused.Load())
	return c, err
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
