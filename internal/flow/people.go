package flow

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xunpan"
	"xunpan/internal/store"
)

// SettingSalesSee says which inquiries salespeople see besides their own and
// those of nobody: one of the See values, SeeTeam if not set.
const SettingSalesSee = "sales_see"

// What salespeople see.
const (
	SeeOwn  = "own"  // nothing besides
	SeeTeam = "team" // their team's
	SeeAll  = "all"  // everybody's
)

// Limits of what people write about themselves.
const (
	maxName  = 100       // characters of a name
	maxEmail = 254       // bytes of an address
	maxPrefs = 32 * 1024 // bytes of a user's preferences
)

// ranks is where permissions stand: the store, or a transaction.
type ranks interface {
	User(context.Context, xunpan.ID) (xunpan.User, error)
	Key(context.Context, xunpan.ID) (xunpan.APIKey, error)
}

// granted reads what an actor may do at this very moment, whatever he might do
// when his request came in. Nobody who left and no revoked key may do anything;
// the desk itself, as the command line speaks for it, may do everything.
func granted(ctx context.Context, in ranks, a xunpan.Actor) (may func(xunpan.Permission) bool, err error) {
	switch a.Kind {
	case xunpan.TheDesk.Kind:
		return func(xunpan.Permission) bool { return true }, nil
	case "user":
		u, err := in.User(ctx, a.ID)
		if err == nil && u.Active {
			return u.Role.May, nil
		}
		return nil, denied(err)
	case "key":
		k, err := in.Key(ctx, a.ID)
		if err == nil && k.Revoked.IsZero() {
			return k.Scope.May, nil
		}
		return nil, denied(err)
	}
	return nil, ErrDenied
}

func denied(err error) error {
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return ErrDenied
	}
	return err
}

// require is granted with one permission that must be among the granted.
func require(ctx context.Context, in ranks, who Who, p xunpan.Permission) (may func(xunpan.Permission) bool, err error) {
	may, err = granted(ctx, in, who.Actor)
	if err == nil && !may(p) {
		err = ErrDenied
	}
	return may, err
}

// within refuses to give, or to touch somebody who has, more than one has
// oneself: has is the other's May, may one's own.
func within(has, may func(xunpan.Permission) bool) error {
	for _, p := range xunpan.Permissions {
		if p != xunpan.CanSelf && has(p) && !may(p) {
			return fmt.Errorf("%w: it takes the permission %q oneself", ErrDenied, p)
		}
	}
	return nil
}

// editable is a user whom somebody may edit: one who has no more permissions
// than he has himself.
func editable(ctx context.Context, in ranks, who Who, user xunpan.ID) (u xunpan.User, may func(xunpan.Permission) bool, err error) {
	if may, err = require(ctx, in, who, xunpan.CanPeople); err != nil {
		return u, nil, err
	}
	if u, err = in.User(ctx, user); err != nil {
		return u, nil, err
	}
	return u, may, within(u.Role.May, may)
}

// other is a colleague whom somebody may edit, and not himself: what a stolen
// session must not do to its own account takes the password.
func other(ctx context.Context, in ranks, who Who, user xunpan.ID) (xunpan.User, error) {
	if who.Actor.Kind == "user" && who.Actor.ID == user {
		return xunpan.User{}, ErrDenied
	}
	u, _, err := editable(ctx, in, who, user)
	return u, err
}

// ScopeOf says which inquiries a user may see.
func (d *Desk) ScopeOf(ctx context.Context, u *xunpan.User) (store.Scope, error) {
	switch u.Role {
	case xunpan.Owner, xunpan.Manager, xunpan.Viewer:
		return store.Scope{All: true}, nil
	case xunpan.Sales:
	default:
		return store.Scope{}, nil
	}
	see := SeeTeam
	if _, err := d.Store.Setting(ctx, SettingSalesSee, &see); err != nil {
		return store.Scope{}, err
	}
	scope := store.Scope{Owners: []xunpan.ID{"", u.ID}}
	switch see {
	case SeeAll:
		return store.Scope{All: true}, nil
	case SeeTeam:
		mates, err := d.Store.TeamMates(ctx, u.Team)
		if err != nil {
			return store.Scope{}, err
		}
		for _, id := range mates {
			if id != u.ID {
				scope.Owners = append(scope.Owners, id)
			}
		}
	}
	return scope, nil
}

// SetSalesSee sets which inquiries salespeople see: one of the See values.
func (d *Desk) SetSalesSee(ctx context.Context, who Who, see string) error {
	if see != SeeOwn && see != SeeTeam && see != SeeAll {
		return invalid("sales_see", "Salespeople see own, team or all, not %q.", "销售可见范围为 own（自己）、team（团队）或 all（全部），没有“%s”。", short(see))
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPeople); err != nil {
			return err
		}
		was := SeeTeam
		version, err := tx.Setting(ctx, SettingSalesSee, &was)
		if err != nil || was == see {
			return err
		}
		if err := tx.SetSetting(ctx, SettingSalesSee, version, see, userID(who.Actor)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "set", Detail: map[string]any{"name": SettingSalesSee, "from": was, "to": see}})
	})
}

func checkRole(r xunpan.Role) error {
	for _, known := range xunpan.Roles {
		if r == known {
			return nil
		}
	}
	return invalid("role", "There is no role %q; the roles are owner, manager, sales and viewer.", "没有“%s”这个角色；角色有 owner（所有者）、manager（经理）、sales（销售）、viewer（只读）。", r)
}

// userID is the id of a user, "" of any other actor.
func userID(a xunpan.Actor) xunpan.ID {
	if a.Kind == "user" {
		return a.ID
	}
	return ""
}

func checkLang(lang string) error {
	if lang == "" || lang == "en" || lang == "zh" {
		return nil
	}
	return invalid("lang", "The languages are en and zh, not %q.", "语言只有 en 和 zh，没有“%s”。", lang)
}

// cleanEmail is an address in lower case, as accounts have it.
func cleanEmail(s string) (string, error) {
	s = foldAddress(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxEmail || strings.ContainsFunc(s, unicode.IsControl) {
		return "", invalid("email", "%q is no e-mail address.", "“%s”不是有效的邮箱地址。", short(s))
	}
	return s, nil
}

// cleanName is a name on one line.
func cleanName(field, s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return "", invalid(field, "The name is missing.", "请填写名称。")
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", invalid(field, "The name holds signs that are no text.", "名称包含无效字符。")
	}
	if utf8.RuneCountInString(s) > maxName {
		return "", invalid(field, "The name is longer than %d characters.", "名称超过 %d 个字符。", maxName)
	}
	return s, nil
}

// short cuts what somebody typed to a length that can be said back to him.
func short(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "�")); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// SweepPeople removes ended sessions and invitations after a month, and what
// was remembered of attempts and answers after a day.
func (d *Desk) SweepPeople(ctx context.Context) error {
	now := d.now()
	return d.Store.Write(ctx, now, func(tx *store.Tx) error {
		return tx.SweepPeople(ctx, now.Add(-30*24*time.Hour), now.Add(-answerTime))
	})
}
