// Package config is the whole configuration of the server in one struct. Its
// tags are its documentation: the command line, the environment (XUNPAN_…) and
// `xunpan config describe` are made of them.
package config

// Server is how the desk runs. What a company decides for itself, such as its
// house rules, is not here but in the settings pages.
type Server struct {
	Book
	Listen       string   `help:"Address and port to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	URL          string   `help:"The address people reach the desk at, such as https://desk.example.com; guessed from requests if left out." placeholder:"URL"`
	Proxies      []string `help:"Networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed." placeholder:"CIDR"`
	Node         string   `help:"Name of this node among several on one database; the host's name and a number if left out." placeholder:"NAME"`
	MaxUpload    int64    `help:"Largest upload of old mail, in MB." default:"2000" placeholder:"MB"`
	AllowPrivate []string `help:"Private networks that webhooks and mailboxes may reach; none by default." placeholder:"CIDR"`
	Lookups      bool     `help:"Ask name servers, registers of domains and websites about senders; --no-lookups asks nobody." default:"true" negatable:""`
	LookupsHour  int      `help:"Questions an hour that all nodes together ask about senders." default:"300" placeholder:"N"`
	LogFormat    string   `help:"How to log: text or json." enum:"text,json" default:"text"`
	LogLevel     string   `help:"What to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
	Metrics      string   `help:"Bearer token for /metrics; without one it answers on loopback addresses only." placeholder:"TOKEN"`
	MetricsFile  string   `help:"File holding the token for /metrics." type:"path" placeholder:"FILE"`
}

// Book says where the desk keeps its data.
type Book struct {
	Data          string `help:"Folder of the desk's data." default:"./data" type:"path" placeholder:"DIR"`
	Database      string `help:"PostgreSQL database, as postgres://user@host/name; SQLite in the data folder if left out." placeholder:"DSN"`
	DatabaseFile  string `help:"File holding the PostgreSQL address, so that its password is in no list of processes." type:"path" placeholder:"FILE"`
	SecretKey     string `help:"Key that seals stored passwords, 32 bytes in base64; made in the data folder at the first start if left out." placeholder:"KEY"`
	SecretKeyFile string `help:"File holding the secret key." type:"path" placeholder:"FILE"`
}
