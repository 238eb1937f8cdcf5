package web

import (
	"time"

	"xunpan"
)

// PeopleView is who works at the desk.
type PeopleView struct {
	Frame
	Users       []UserRow
	Teams       []TeamRow
	Invitations []InvitationRow
	Link        string             // of the invitation just made, shown once
	Invited     string             // address typed that cannot be invited
	Linked      map[xunpan.ID]bool // who signs in through the company's own sign-in
	See         string             // what salespeople see: "own", "team", "all"
	OIDC        *OIDCForm          // nil for who may not set it
	Problem     string             // with what was asked for, in the user's language
	Problems    map[string]string
}

// OIDCForm is the company's own sign-in as the settings show it.
type OIDCForm struct {
	Name, Issuer, Client string
	Kept                 bool   // a secret is kept
	Role                 string // of accounts made by signing in; "" makes none
	Team                 xunpan.ID
	Version              int64
	Callback             string // the address the provider must be told
}

// sees are what salespeople may see, the least first.
var sees = [...]string{"own", "team", "all"}

// UserRow is one colleague.
type UserRow struct {
	Person
	Role, Status string // status "active" or "closed"
	Team         xunpan.ID
	TOTP         bool
	Seen         time.Time
	Self         bool
}

// TeamRow is a team.
type TeamRow struct {
	ID      xunpan.ID
	Name    string
	Members int
}

// InvitationRow is an invitation nobody has used yet.
type InvitationRow struct {
	ID         xunpan.ID
	Mail, Role string
	By         string
	Ends       time.Time
}

// Roles are the four roles, the strongest first.
var Roles = [...]string{"owner", "manager", "sales", "viewer"}

// oidcHelp says whether a secret is kept.
func oidcHelp(v PeopleView) string {
	if v.OIDC.Kept {
		return v.T.Say("secret.kept")
	}
	return ""
}

func teamChoices(teams []TeamRow, chosen xunpan.ID) []choice {
	var out []choice
	for _, t := range teams {
		out = append(out, choice{string(t.ID), t.Name, t.ID == chosen})
	}
	return out
}
