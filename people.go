package xunpan

import (
	"encoding/json"
	"slices"
	"time"
)

// User is a colleague with an account. Users are never deleted, since history
// names them; one who left is no longer active.
type User struct {
	ID      ID
	Email   string // in lower case; nobody else has it
	Name    string
	Role    Role
	Team    ID     // "" for none
	Lang    string // "en", "zh" or "" for the browser's
	Active  bool
	TwoStep bool            // signing in asks for a code besides the password
	Linked  bool            // signs in through the company's own sign-in
	Prefs   json.RawMessage // what his pages remember, such as saved views; "{}" at first
	Created time.Time
	Seen    time.Time // to the minute; zero if he never was here
}

// Actor is the user as history names him.
func (u *User) Actor() Actor { return Actor{Kind: "user", ID: u.ID, Name: u.Name} }

// Team is a group of colleagues who may see each other's inquiries.
type Team struct {
	ID      ID
	Name    string
	Created time.Time
}

// Session is one browser in which a user is signed in.
type Session struct {
	ID      ID
	User    ID
	Half    bool   // the password was right; the second step is still to do
	IP      string // where it was begun
	Agent   string // the browser, as it calls itself
	Created time.Time
	Seen    time.Time // to the minute
	Expires time.Time // at the latest; without use it ends earlier
}

// Invitation lets somebody make his account, or an existing user a new password.
type Invitation struct {
	ID      ID
	Email   string
	Role    Role
	Team    ID
	User    ID // whose password it renews; "" when it makes an account
	By      ID
	Created time.Time
	Expires time.Time
	Used    time.Time // zero while it is open
}

// APIKey lets a program use the API. The key itself is shown once and not kept.
type APIKey struct {
	ID      ID
	Name    string // what it is for
	Start   string // its first signs, by which people recognise it
	Scope   KeyScope
	By      ID // who made it; "" for the command line
	Created time.Time
	Used    time.Time // to the minute; zero if never
	Revoked time.Time // zero while it works
}

// Actor is the key as history names it.
func (k *APIKey) Actor() Actor { return Actor{Kind: "key", ID: k.ID, Name: k.Name} }

// Identity is who somebody is according to the company's own sign-in.
type Identity struct {
	Subject  string // issuer and the subject it gave, unique and lasting
	Email    string // in lower case; "" if it told none
	Verified bool   // the issuer vouches for the address
	Name     string
}

// Role says what a user may do.
type Role string

// The roles.
const (
	Owner   Role = "owner"   // everything
	Manager Role = "manager" // runs the desk; its owners, backups and way of signing in are not his
	Sales   Role = "sales"   // works on inquiries: his own, his team's, those of nobody
	Viewer  Role = "viewer"  // reads all, changes nothing
)

// Roles lists the roles, the mightiest first.
var Roles = [...]Role{Owner, Manager, Sales, Viewer}

// KeyScope says what an API key may do.
type KeyScope string

// The scopes of API keys; each includes the ones before it.
const (
	KeyRead  KeyScope = "read"
	KeyWrite KeyScope = "write"
	KeyAdmin KeyScope = "admin"
)

// KeyScopes lists the scopes of API keys, the narrowest first.
var KeyScopes = [...]KeyScope{KeyRead, KeyWrite, KeyAdmin}

// Permission is what a request needs of whoever makes it.
type Permission string

// The permissions. Which inquiries somebody sees is a matter of its own.
const (
	Anyone      Permission = "anyone"      // nothing: the page is for strangers, too
	CanSelf     Permission = "self"        // his own account: a person, no key
	CanRead     Permission = "read"        // see inquiries, companies, contacts
	CanWork     Permission = "work"        // answer, correct, move, note, tag, enter an inquiry, take one of nobody
	CanPrice    Permission = "price"       // see what goods cost us, and make quotations
	CanApprove  Permission = "approve"     // let a price below the floor leave the house
	CanAssign   Permission = "assign"      // give any inquiry to anybody
	CanEditBook Permission = "edit_book"   // change and merge companies and contacts
	CanImport   Permission = "import"      // bring in mailboxes and folders of the past
	CanSettings Permission = "settings"    // company, mailboxes, words, signals, rules, alerts, webhooks
	CanKeys     Permission = "keys"        // make and revoke API keys
	CanPeople   Permission = "people"      // users, roles, teams, invitations
	CanAudit    Permission = "audit"       // read who changed what
	CanSecure   Permission = "secure"      // through whom people may sign in
	CanBackup   Permission = "backup"      // copy the whole desk, and put a copy in its place
	CanRunJobs  Permission = "manage_jobs" // look at and repeat background work
)

// Permissions lists what can be granted.
var Permissions = [...]Permission{CanSelf, CanRead, CanWork, CanEditBook, CanPrice, CanApprove, CanAssign, CanImport, CanSettings, CanKeys, CanPeople, CanAudit, CanSecure, CanBackup, CanRunJobs}

// userMay is which roles hold a permission.
var userMay = map[Permission][]Role{
	CanSelf:     {Owner, Manager, Sales, Viewer},
	CanRead:     {Owner, Manager, Sales, Viewer},
	CanWork:     {Owner, Manager, Sales},
	CanEditBook: {Owner, Manager, Sales},
	CanPrice:    {Owner, Manager, Sales},
	CanApprove:  {Owner, Manager},
	CanAssign:   {Owner, Manager},
	CanImport:   {Owner, Manager},
	CanSettings: {Owner, Manager},
	CanKeys:     {Owner, Manager},
	CanPeople:   {Owner, Manager},
	CanAudit:    {Owner, Manager},
	CanSecure:   {Owner},
	CanBackup:   {Owner},
	CanRunJobs:  {Owner},
}

// keyMay is which scopes of API keys hold a permission.
var keyMay = map[Permission][]KeyScope{
	CanRead:     {KeyRead, KeyWrite, KeyAdmin},
	CanWork:     {KeyWrite, KeyAdmin},
	CanEditBook: {KeyWrite, KeyAdmin},
	CanPrice:    {KeyWrite, KeyAdmin},
	CanApprove:  {KeyAdmin},
	CanAssign:   {KeyWrite, KeyAdmin},
	CanImport:   {KeyWrite, KeyAdmin},
	CanSettings: {KeyAdmin},
	CanKeys:     {KeyAdmin},
	CanPeople:   {KeyAdmin},
	CanAudit:    {KeyAdmin},
	CanSecure:   {KeyAdmin},
	CanBackup:   {KeyAdmin},
	CanRunJobs:  {KeyAdmin},
}

// May reports whether a user of this role holds a permission. Unknown roles and
// unknown permissions grant nothing.
func (r Role) May(p Permission) bool { return p == Anyone || slices.Contains(userMay[p], r) }

// May reports whether a key of this scope holds a permission. Unknown ones
// grant nothing.
func (s KeyScope) May(p Permission) bool { return p == Anyone || slices.Contains(keyMay[p], s) }
