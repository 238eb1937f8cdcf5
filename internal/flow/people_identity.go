package flow

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// SettingOIDC is the company's own sign-in by OpenID Connect.
const SettingOIDC = "oidc"

// OIDC is the company's own sign-in as the settings keep it. It is off without
// an issuer.
type OIDC struct {
	Name     string      `json:"name"`      // as the sign-in page shows it
	Issuer   string      `json:"issuer"`    // URL; https, or http on this very machine
	ClientID string      `json:"client_id"` // as the issuer knows the desk
	Secret   []byte      `json:"secret"`    // sealed
	NewRole  xunpan.Role `json:"new_role"`  // of accounts made for whoever signs in; "" makes none
	NewTeam  xunpan.ID   `json:"new_team"`  // of these accounts
}

// oidcPlace is where the client's secret is sealed for.
const oidcPlace = "setting/oidc"

// OIDC returns the company's own sign-in with its secret in the clear, and the
// setting's version.
func (d *Desk) OIDC(ctx context.Context) (o OIDC, secret string, version int64, err error) {
	if version, err = d.Store.Setting(ctx, SettingOIDC, &o); err != nil || len(o.Secret) == 0 {
		return o, "", version, err
	}
	plain, err := d.Seal.Open(oidcPlace, o.Secret)
	return o, string(plain), version, err
}

// SetOIDC sets the company's own sign-in; version is the one that was read. A
// nil secret leaves the present one, unless issuer or client are others: nobody
// may have it sent elsewhere.
func (d *Desk) SetOIDC(ctx context.Context, who Who, version int64, o OIDC, secret *string) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := d.reaches(ctx, o.Issuer); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSecure); err != nil {
			return err
		}
		if o.NewTeam != "" {
			if _, err := tx.Team(ctx, o.NewTeam); err != nil {
				return noTeam(err)
			}
		}
		var was OIDC
		if _, err := tx.Setting(ctx, SettingOIDC, &was); err != nil {
			return err
		}
		switch o.Secret = nil; {
		case secret != nil && *secret != "":
			o.Secret = d.Seal.Seal(oidcPlace, []byte(*secret))
		case secret == nil && was.Issuer == o.Issuer && was.ClientID == o.ClientID:
			o.Secret = was.Secret
		}
		if err := tx.SetSetting(ctx, SettingOIDC, version, o, userID(who.Actor)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "set", Detail: map[string]any{
			"name": SettingOIDC,
			"from": map[string]any{"issuer": was.Issuer, "client_id": was.ClientID, "new_role": was.NewRole, "new_team": was.NewTeam},
			"to":   map[string]any{"issuer": o.Issuer, "client_id": o.ClientID, "new_role": o.NewRole, "new_team": o.NewTeam},
		}})
	})
}

// reaches says at once what would else only show when somebody signs in: that
// the guard lets nobody to where the provider is, and how to permit it. A
// provider that is merely away can be set all the same.
func (d *Desk) reaches(ctx context.Context, issuer string) error {
	u, err := url.Parse(issuer)
	if err != nil || issuer == "" || d.Dial == nil {
		return nil
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	c, err := d.Dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	var refused *xunpan.Invalid
	if errors.As(err, &refused) {
		return &xunpan.Invalid{Field: "issuer", Say: xunpan.Text{En: "The desk may not reach this provider: " + refused.Say.En + ".", Zh: "工作台无法访问该身份提供方：" + refused.Say.Zh + "。"}}
	}
	if err == nil {
		_ = c.Close() // nothing was said
	}
	return nil
}

func (o *OIDC) check() (err error) {
	if o.Issuer == "" {
		*o = OIDC{}
		return nil
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return invalid("issuer", "The issuer is an https address, as the identity provider states it.", "发行者须为身份提供方给出的 https 地址。")
	}
	if o.Name, err = cleanName("name", o.Name); err != nil {
		return err
	}
	if o.ClientID = strings.TrimSpace(o.ClientID); o.ClientID == "" || len(o.ClientID) > maxEmail {
		return invalid("client_id", "The client id is missing, or too long.", "客户端 ID 缺失或过长。")
	}
	if o.NewRole == "" {
		o.NewTeam = ""
		return nil
	}
	if o.NewRole == xunpan.Owner {
		return invalid("new_role", "Owners are made by owners, not by signing in.", "所有者只能由所有者指定，不能自动产生。")
	}
	if err := checkRole(o.NewRole); err != nil {
		return invalid("new_role", "There is no role %q.", "没有“%s”这个角色。", o.NewRole)
	}
	return nil
}

// ErrStranger says that the company's own sign-in knows somebody for whom there
// is no account here.
var ErrStranger = errors.New("there is no account for you at this desk")

// SignInAs begins a session for whom the company's own sign-in vouches: the
// user linked to this subject, else the user of the address if the issuer has
// verified it, who is linked from then on. An account is made only where the
// settings give a role for it.
func (d *Desk) SignInAs(ctx context.Context, who xunpan.Identity, v Visit) (t Ticket, err error) {
	if who.Subject == "" {
		return t, ErrStranger
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		a, err := tx.AccountBySubject(ctx, who.Subject)
		if errors.Is(err, store.ErrNotFound) {
			a, err = link(ctx, tx, &who)
		}
		if err != nil {
			return err
		}
		if !a.Active {
			return ErrStranger
		}
		t, err = openSession(ctx, tx, &a.User, a.TwoStep, v, "oidc")
		return err
	})
	if errors.Is(err, ErrStranger) {
		d.log().WarnContext(ctx, "sign-in of a stranger refused", "ip", v.ip(), "subject", who.Subject)
	}
	return t, err
}

// link finds or makes the account of an identity nobody is linked to yet.
func link(ctx context.Context, tx *store.Tx, who *xunpan.Identity) (a store.Account, err error) {
	email, err := cleanEmail(who.Email)
	if err != nil || !who.Verified {
		return a, ErrStranger
	}
	a, err = tx.AccountByEmail(ctx, email)
	switch {
	case errors.Is(err, store.ErrNotFound):
		var o OIDC
		if _, err := tx.Setting(ctx, SettingOIDC, &o); err != nil {
			return a, err
		}
		if o.NewRole == "" {
			return a, ErrStranger
		}
		n := NewUser{Email: email, Name: who.Name, Role: o.NewRole, Team: o.NewTeam}
		if a.User, err = n.user(); err != nil {
			return a, err
		}
		if err := addUser(ctx, tx, a.Actor(), &a.User, ""); err != nil {
			return a, err
		}
	case err != nil:
		return a, err
	case a.Subject != "" || !a.Active:
		// The address was given to somebody else, or the account is closed.
		return a, ErrStranger
	}
	if err := tx.LinkUser(ctx, a.ID, who.Subject); err != nil {
		return a, err
	}
	a.Subject, a.Linked = who.Subject, true
	return a, tx.AddChange(ctx, &xunpan.Change{Actor: a.Actor(), Object: "user", ID: a.ID, What: "linked", Detail: map[string]any{"subject": who.Subject}})
}

// Unlink takes a colleague's link to the company's own sign-in away, so that it
// can be made anew, as when the company changed its provider.
func (d *Desk) Unlink(ctx context.Context, who Who, user xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, _, err := editable(ctx, tx, who, user); err != nil {
			return err
		}
		if err := tx.LinkUser(ctx, user, ""); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "user", ID: user, What: "unlinked"})
	})
}
