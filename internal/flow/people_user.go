package flow

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"xunpan"
	"xunpan/internal/store"
)

// NewUser is what an account is made of.
type NewUser struct {
	Email    string
	Name     string // the part of the address before "@" if left out
	Password string
	Role     xunpan.Role
	Team     xunpan.ID
	Lang     string
}

// user checks what was given and makes a user of it.
func (n *NewUser) user() (u xunpan.User, err error) {
	if u.Email, err = cleanEmail(n.Email); err != nil {
		return u, err
	}
	if strings.TrimSpace(n.Name) == "" {
		n.Name, _, _ = strings.Cut(u.Email, "@")
	}
	if u.Name, err = cleanName("name", n.Name); err != nil {
		return u, err
	}
	if err := checkRole(n.Role); err != nil {
		return u, err
	}
	u.ID, u.Role, u.Team, u.Lang, u.Active = newID(), n.Role, n.Team, n.Lang, true
	return u, checkLang(n.Lang)
}

// FirstOwner makes the owner of a new desk, names the company if it is told, and
// signs the owner in. Once anybody has an account it is denied.
func (d *Desk) FirstOwner(ctx context.Context, company string, n NewUser, v Visit) (Ticket, error) {
	n.Role, n.Team = xunpan.Owner, ""
	u, err := n.user()
	if err != nil {
		return Ticket{}, err
	}
	if strings.TrimSpace(company) != "" {
		if company, err = cleanName("company", company); err != nil {
			return Ticket{}, err
		}
	}
	if taken, err := d.Store.HasUsers(ctx); err != nil || taken {
		return Ticket{}, denied(err)
	}
	hash, err := hashPassword(ctx, n.Password, u.Email, u.Name)
	if err != nil {
		return Ticket{}, err
	}
	var ticket Ticket
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if taken, err := tx.HasUsers(ctx); err != nil || taken {
			return denied(err)
		}
		if err := addUser(ctx, tx, u.Actor(), &u, hash); err != nil {
			return err
		}
		if company != "" {
			var c Company
			version, err := tx.Setting(ctx, SettingCompany, &c)
			if err != nil {
				return err
			}
			if len(c.Names) == 0 {
				c.Names = []string{company}
				if err := tx.SetSetting(ctx, SettingCompany, version, c, u.ID); err != nil {
					return err
				}
			}
		}
		ticket, err = openSession(ctx, tx, &u, false, v, "password")
		return err
	})
	if err == nil {
		err = d.Reload(ctx)
	}
	return ticket, err
}

// addUser inserts a user and says so in the history.
func addUser(ctx context.Context, tx *store.Tx, by xunpan.Actor, u *xunpan.User, hash string) error {
	if u.Team != "" {
		if _, err := tx.Team(ctx, u.Team); err != nil {
			return noTeam(err)
		}
	}
	if err := tx.AddUser(ctx, u, hash); errors.Is(err, store.ErrExists) {
		return invalid("email", "%s has an account already.", "%s 已有账号。", u.Email)
	} else if err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: by, Object: "user", ID: u.ID, What: "created", Detail: map[string]any{"email": u.Email, "name": u.Name, "role": u.Role, "team": u.Team}})
}

func noTeam(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return invalid("team", "There is no such team.", "没有这个团队。")
	}
	return err
}

// AddUser makes an account with a password.
func (d *Desk) AddUser(ctx context.Context, who Who, n NewUser) (xunpan.User, error) {
	u, err := n.user()
	if err != nil {
		return u, err
	}
	hash, err := hashPassword(ctx, n.Password, u.Email, u.Name)
	if err != nil {
		return u, err
	}
	return u, d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		may, err := require(ctx, tx, who, xunpan.CanPeople)
		if err != nil {
			return err
		}
		if err := within(u.Role.May, may); err != nil {
			return err
		}
		return addUser(ctx, tx, who.Actor, &u, hash)
	})
}

// UserEdit is what is changed of a colleague; nil fields stay as they are.
type UserEdit struct {
	Name   *string
	Role   *xunpan.Role
	Team   *xunpan.ID // "" for none
	Active *bool      // false ends his sessions and takes his invitations back
	Keys   bool       // with Active false: the API keys he made are revoked, too
}

// EditUser changes a colleague. The last owner stays one.
func (d *Desk) EditUser(ctx context.Context, who Who, id xunpan.ID, e UserEdit) (u xunpan.User, err error) {
	if e.Role != nil {
		if err := checkRole(*e.Role); err != nil {
			return u, err
		}
	}
	if e.Name != nil {
		name, err := cleanName("name", *e.Name)
		if err != nil {
			return u, err
		}
		e.Name = &name
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		var may func(xunpan.Permission) bool
		if u, may, err = editable(ctx, tx, who, id); err != nil {
			return err
		}
		if e.Role != nil {
			if err := within(e.Role.May, may); err != nil {
				return err
			}
		}
		return editUser(ctx, tx, who.Actor, &u, &e)
	})
	return u, err
}

func editUser(ctx context.Context, tx *store.Tx, by xunpan.Actor, u *xunpan.User, e *UserEdit) error {
	was := *u
	var changes []xunpan.Change
	note := func(what string, from, to any) {
		changes = append(changes, xunpan.Change{What: what, Detail: map[string]any{"from": from, "to": to}})
	}
	if e.Name != nil && *e.Name != u.Name {
		note("renamed", u.Name, *e.Name)
		u.Name = *e.Name
	}
	if e.Role != nil && *e.Role != u.Role {
		note("role", u.Role, *e.Role)
		u.Role = *e.Role
	}
	if e.Team != nil && *e.Team != u.Team {
		if *e.Team != "" {
			if _, err := tx.Team(ctx, *e.Team); err != nil {
				return noTeam(err)
			}
		}
		note("team", u.Team, *e.Team)
		u.Team = *e.Team
	}
	if e.Active != nil && *e.Active != u.Active {
		note("active", u.Active, *e.Active)
		u.Active = *e.Active
	}
	if len(changes) == 0 {
		return nil
	}
	if was.Role == xunpan.Owner && was.Active && (u.Role != xunpan.Owner || !u.Active) {
		if n, err := tx.Owners(ctx); err != nil {
			return err
		} else if n <= 1 {
			return invalid("role", "%s is the only owner. Make somebody else an owner first.", "%s 是唯一的所有者。请先指定另一位所有者。", was.Name)
		}
	}
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	for _, c := range changes {
		c.Actor, c.Object, c.ID = by, "user", u.ID
		if err := tx.AddChange(ctx, &c); err != nil {
			return err
		}
	}
	if was.Active && !u.Active {
		return dismiss(ctx, tx, by, u.ID, e.Keys)
	}
	if was.Role != u.Role {
		return demote(ctx, tx, by, u)
	}
	return nil
}

// demote takes back what was given by the role before: links to the account, made
// by somebody who may no longer be allowed to, the user's own invitations, and
// the keys he made that may more than he now does.
func demote(ctx context.Context, tx *store.Tx, by xunpan.Actor, u *xunpan.User) error {
	if err := errors.Join(tx.EndInvitationsTo(ctx, u.Email), tx.EndInvitationsBy(ctx, u.ID)); err != nil {
		return err
	}
	all, err := tx.Keys(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if k := &all[i]; k.By == u.ID && k.Revoked.IsZero() && within(k.Scope.May, u.Role.May) != nil {
			if err := revokeKey(ctx, tx, by, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// dismiss takes from a user who left what still opens the desk.
func dismiss(ctx context.Context, tx *store.Tx, by xunpan.Actor, user xunpan.ID, keys bool) error {
	if _, err := tx.EndSessions(ctx, user, ""); err != nil {
		return err
	}
	if err := tx.EndInvitationsBy(ctx, user); err != nil || !keys {
		return err
	}
	all, err := tx.Keys(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].By == user && all[i].Revoked.IsZero() {
			if err := revokeKey(ctx, tx, by, &all[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// SelfEdit is what a user changes of his own account; nil fields stay as they are.
type SelfEdit struct {
	Name  *string
	Lang  *string         // "en", "zh" or "" for the browser's
	Prefs json.RawMessage // a JSON object, at most 32 KB
}

// EditSelf changes one's own account.
func (d *Desk) EditSelf(ctx context.Context, who Who, e SelfEdit) (u xunpan.User, err error) {
	if e.Lang != nil {
		if err := checkLang(*e.Lang); err != nil {
			return u, err
		}
	}
	if e.Prefs != nil {
		var object map[string]json.RawMessage
		if len(e.Prefs) > maxPrefs || json.Unmarshal(e.Prefs, &object) != nil || object == nil {
			return u, invalid("prefs", "Preferences are a JSON object of at most %d bytes.", "偏好设置必须是不超过 %d 字节的 JSON 对象。", maxPrefs)
		}
	}
	if e.Name != nil {
		name, err := cleanName("name", *e.Name)
		if err != nil {
			return u, err
		}
		e.Name = &name
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSelf); err != nil {
			return err
		}
		if u, err = tx.User(ctx, who.Actor.ID); err != nil {
			return err
		}
		if e.Lang != nil {
			u.Lang = *e.Lang
		}
		if e.Prefs != nil {
			u.Prefs = e.Prefs
		}
		// Language and preferences are nobody else's business, so history does
		// not tell of them.
		if err := tx.SaveUser(ctx, &u); err != nil {
			return err
		}
		return editUser(ctx, tx, who.Actor, &u, &UserEdit{Name: e.Name})
	})
	return u, err
}
