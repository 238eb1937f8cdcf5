package web

// SignInView is the page for signing in.
type SignInView struct {
	Frame
	Mail    string // as typed before
	Next    string // where to go afterwards
	Problem string // in the user's language
	OIDC    string // name of the company's own sign-in; "" when there is none
}

// CodeView asks for the six digits of the second step.
type CodeView struct {
	Frame
	Next    string
	Problem string
}

// WelcomeView is the first run: the owner makes his account.
type WelcomeView struct {
	Frame
	Company, Name, Mail string
	Problems            map[string]string // field → what is wrong, in the user's language
}

// InvitationView lets an invited colleague make his account.
type InvitationView struct {
	Frame
	Token, Company, By, Mail, Role, Name string
	Problems                             map[string]string
	Gone                                 bool // used, expired or unknown
}

// ErrorView says what went wrong and what to do.
type ErrorView struct {
	Frame
	Status  int
	Text    string // in the user's language; "" for the general words of the status
	Request string // number under which the log has it; "" when it says no more
}

func (v ErrorView) family() string {
	switch v.Status {
	case 403, 404, 422, 429, 503:
		return map[int]string{403: "403", 404: "404", 422: "422", 429: "429", 503: "503"}[v.Status]
	}
	return "500"
}
