package dovecottest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os/user"
	"testing"
	"text/template"
	"time"
)

// conf is the server's whole configuration: everything in one folder, all
// processes of one user.
var conf = template.Must(template.New("dovecot.conf").Parse(`
base_dir = {{.Run}}
state_dir = {{.Dir}}/state
log_path = {{.Dir}}/log
listen = 127.0.0.1
protocols = imap
default_internal_user = {{.User}}
default_internal_group = {{.Group}}
default_login_user = {{.User}}
default_client_limit = 500
default_process_limit = 100
mail_max_userip_connections = 100
first_valid_uid = 1
mail_uid = {{.User}}
mail_gid = {{.Group}}
mail_location = maildir:{{.Dir}}/mail/%u
auth_mechanisms = plain xoauth2 oauthbearer
auth_failure_delay = 0
imap_id_log = *
ssl = yes
ssl_cert = <{{.Dir}}/cert.pem
ssl_key = <{{.Dir}}/key.pem
ssl_dh =
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {{.Dir}}/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain
  args = scheme=PLAIN username_format=%u {{.Dir}}/users
}
userdb {
  driver = static
  args = home={{.Dir}}/home/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = {{.Port}}
  }
  inet_listener imaps {
    port = {{.TLSPort}}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
{{range .More}}{{.}}
{{end}}`))

func (s *Server) config(more []string) []byte {
	name, group := "nobody", "nogroup"
	if s.owner == nil {
		if u, err := user.Current(); err == nil {
			name, group = u.Username, u.Gid
			if g, err := user.LookupGroupId(u.Gid); err == nil {
				group = g.Name
			}
		}
	}
	var b bytes.Buffer
	if err := conf.Execute(&b, map[string]any{
		"Dir": s.dir, "Run": s.run, "User": name, "Group": group, "Port": s.Port, "TLSPort": s.TLSPort, "More": more,
	}); err != nil {
		panic(err) // the template and its values are both above
	}
	return b.Bytes()
}

// certificate is one that signed itself.
type certificate struct {
	cert, key []byte // PEM
	pool      *x509.CertPool
}

func newCertificate(t testing.TB) certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	der, err := x509.CreateCertificate(rand.Reader, own, own, &key.PublicKey, key)
	must(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	c := certificate{
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}),
		pool: x509.NewCertPool(),
	}
	c.pool.AppendCertsFromPEM(c.cert)
	return c
}

var own = &x509.Certificate{
	SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "imap.example"},
	NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
}

// tokenKey signs the access tokens, as the server's file has it.
var tokenKey = []byte(base64.StdEncoding.EncodeToString([]byte("a key for nothing but these tests")))

// Token makes an OAuth2 access token that the server takes for the user until
// it expires.
func Token(t testing.TB, user string, expires time.Time) string {
	t.Helper()
	part := func(v any) string {
		b, err := json.Marshal(v)
		must(t, err)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]string{"alg": "HS256", "typ": "JWT"}) + "." + part(map[string]any{
		"sub": user, "iat": time.Now().Add(-time.Hour).Unix(), "exp": expires.Unix(),
	})
	key, err := base64.StdEncoding.DecodeString(string(tokenKey))
	must(t, err)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
