package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// ourselves is what servers are told of this program. NetEase's open no folder
// to a program that did not say its name.
var ourselves = imap.IDData{Name: "xunpan", Version: "1.0", Vendor: "xunpan"}

// login says who we are and logs in. The name is told before, as the standard
// has it, and after, as NetEase and Tencent want it.
func (s *session) login(ctx context.Context) error {
	if err := s.capabilities(ctx); err != nil {
		return err
	}
	if err := s.identify(ctx); err != nil {
		return err
	}
	if s.client.State() != imap.ConnStateAuthenticated { // it is when the server knows us by our address
		secret, err := s.Secret(ctx)
		if err != nil {
			return &Fault{Class: FaultSecret, Err: err}
		}
		if err := s.do(ctx, 0, func() error { return s.authenticate(secret) }); err != nil {
			return loginFault(err)
		}
	}
	if err := s.capabilities(ctx); err != nil { // they may be others now
		return err
	}
	return s.identify(ctx)
}

func (s *session) capabilities(ctx context.Context) error {
	return s.do(ctx, 0, func() (err error) {
		s.caps, err = s.client.Capability().Wait()
		return err
	})
}

func (s *session) identify(ctx context.Context) error {
	if !s.can(imap.CapID) {
		return nil
	}
	return s.optional(ctx, string(imap.CapID), 0, func() error {
		id, err := s.client.ID(&ourselves).Wait()
		if err == nil {
			s.server = fmt.Sprintf("%.100s", id.Name)
		}
		return err
	})
}

var (
	errNoOAuth    = errors.New("the server offers no login by OAuth2")
	errNoPassword = errors.New("the server offers no login by password on this connection")
)

// authenticate logs in by the way the server knows. AUTHENTICATE is used only
// where the answer goes along with the command: in an exchange that goes to
// and fro, a server that breaks off in the middle leaves the library waiting
// for ever.
func (s *session) authenticate(secret string) error {
	ways := s.caps.AuthMechanisms()
	if !s.caps.Has(imap.CapSASLIR) {
		ways = nil
	}
	if s.OAuth {
		switch {
		case slices.Contains(ways, sasl.OAuthBearer):
			return s.client.Authenticate(sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{
				Username: s.User, Token: secret, Host: s.Host, Port: s.Port,
			}))
		case slices.Contains(ways, "XOAUTH2"):
			return s.client.Authenticate(xoauth2{s.User, secret})
		}
		return errNoOAuth
	}
	switch no := s.caps.Has(imap.CapLoginDisabled); {
	case slices.Contains(ways, sasl.Plain) && (no || !ascii(s.User+secret)):
		return s.client.Authenticate(sasl.NewPlainClient("", s.User, secret))
	case no:
		return errNoPassword
	}
	return s.client.Login(s.User, secret).Wait()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// xoauth2 is the SASL mechanism that Google and Microsoft used before
// OAUTHBEARER was a standard.
type xoauth2 struct{ user, token string }

func (x xoauth2) Start() (mechanism string, answer []byte, err error) {
	return "XOAUTH2", fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", x.user, x.token), nil
}

// Next is only called with the reason of a refusal.
func (x xoauth2) Next(reason []byte) ([]byte, error) {
	return nil, &tokenError{string(reason)}
}

// tokenError is a token that the server did not take.
type tokenError struct{ reason string }

func (e *tokenError) Error() string {
	return fmt.Sprintf("the server did not take the token: %.200s", e.reason)
}

// loginFault makes the fault of a login that did not succeed. Some refusals
// are no verdict on the password: the server is busy, or cannot look it up.
func loginFault(err error) error {
	var refused *imap.Error
	var token *tokenError
	var bearer *sasl.OAuthBearerError
	switch {
	case errors.As(err, &token), errors.As(err, &bearer), errors.Is(err, errNoOAuth), errors.Is(err, errNoPassword):
		return &Fault{Class: FaultLogin, Err: plainly(err)}
	case !errors.As(err, &refused) || refused.Type == imap.StatusResponseTypeBye:
		return err
	}
	switch refused.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return err
	}
	return &Fault{Class: FaultLogin, Err: err}
}

// plainly takes off what do put around an error that was the library's.
func plainly(err error) error {
	var grammar *grammarError
	if errors.As(err, &grammar) {
		return grammar.err
	}
	return err
}
