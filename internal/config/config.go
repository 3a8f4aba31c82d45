// Package config holds the settings of the program, checked before anything starts.
//
// A setting is a flag of the command line and an environment variable at the same time
// (`--rate-limit`, TRAGUARDI_RATE_LIMIT). The struct tags say both, for package kong.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Common are the settings of every command that works on an installation.
type Common struct {
	Database       string        `help:"Where the data are: sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full&sslrootcert=FILE." default:"sqlite:traguardi.db" env:"TRAGUARDI_DATABASE" placeholder:"URL"`
	DatabaseDirect string        `help:"Where --database leads through PgBouncer in transaction mode: the server's own address (postgres://…), for notifications and migrations; none where it cannot be reached." env:"TRAGUARDI_DATABASE_DIRECT" placeholder:"URL"`
	DatabaseWait   time.Duration `help:"How long to go on trying at start while the database is away." default:"30s" env:"TRAGUARDI_DATABASE_WAIT"`
	Timezone       string        `help:"Zone in which days begin and end." default:"Europe/Rome" env:"TRAGUARDI_TIMEZONE"`
	LogFormat      string        `help:"Log as text or json." enum:"text,json" default:"text" env:"TRAGUARDI_LOG_FORMAT"`
	LogLevel       string        `help:"Least severe level to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"TRAGUARDI_LOG_LEVEL"`
	StaleAfter     int           `help:"Days without an update after which an unfinished, started milestone is stale." default:"60" env:"TRAGUARDI_STALE_AFTER" placeholder:"DAYS"`
}

// Serve are the settings of the server.
type Serve struct {
	Common               `embed:""`
	Listen               string        `help:"Address of the pages and the API." default:"127.0.0.1:8080" env:"TRAGUARDI_LISTEN"`
	MetricsListen        string        `help:"Address of /metrics, which has no sign-in; empty for none." default:"127.0.0.1:9464" env:"TRAGUARDI_METRICS_LISTEN"`
	Profiling            bool          `help:"Offer profiles of the running program (/debug/pprof/) on the metrics address: for finding out where the time goes, not for every day." env:"TRAGUARDI_PROFILING"`
	SlowQuery            time.Duration `help:"From when on a statement of the database is logged as slow, by its name; 0 for never." default:"500ms" env:"TRAGUARDI_SLOW_QUERY"`
	TraceEndpoint        string        `help:"Where to send traces: a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; empty for no traces." env:"TRAGUARDI_TRACE_ENDPOINT" placeholder:"URL"`
	TraceRatio           float64       `help:"Share of requests that are traced, 0 to 1." default:"1" env:"TRAGUARDI_TRACE_RATIO" placeholder:"N"`
	BaseURL              string        `help:"Public address of the installation, as citizens type it. Default: http:// and the listen address." env:"TRAGUARDI_BASE_URL" placeholder:"URL"`
	Demo                 bool          `help:"Load the demonstration plan where the database is empty." env:"TRAGUARDI_DEMO"`
	SessionIdle          time.Duration `help:"How long a person stays signed in without doing anything." default:"30m" env:"TRAGUARDI_SESSION_IDLE"`
	SessionLifetime      time.Duration `help:"How long a person stays signed in at most." default:"12h" env:"TRAGUARDI_SESSION_LIFETIME"`
	LocalSignIn          bool          `help:"Let people sign in with a password of this installation." default:"true" env:"TRAGUARDI_LOCAL_SIGN_IN"`
	RequireSecondFactor  []string      `help:"Roles that have to set up a second factor, where they sign in with a password of this installation; none by default." env:"TRAGUARDI_REQUIRE_SECOND_FACTOR" placeholder:"ROLE"`
	SecretKeyFile        string        `help:"File with one line of at least 32 random characters that seals the secrets of second factors in the database; empty leaves them as they are." env:"TRAGUARDI_SECRET_KEY_FILE" placeholder:"FILE"`
	OIDC                 OIDC          `embed:""`
	SMTPHost             string        `help:"Mail server; empty for no mail." name:"smtp-host" env:"TRAGUARDI_SMTP_HOST" placeholder:"HOST"`
	SMTPPort             int           `help:"Port of the mail server; 0 for 587 with starttls, 465 with tls, 25 with none." name:"smtp-port" default:"0" env:"TRAGUARDI_SMTP_PORT" placeholder:"PORT"`
	SMTPTLS              string        `help:"Protection of the connection to the mail server: starttls, tls, or none (on a loopback address alone)." name:"smtp-tls" enum:"starttls,tls,none" default:"starttls" env:"TRAGUARDI_SMTP_TLS"`
	SMTPUser             string        `help:"Account at the mail server." name:"smtp-user" env:"TRAGUARDI_SMTP_USER" placeholder:"NAME"`
	SMTPPasswordFile     string        `help:"File with the password of that account." name:"smtp-password-file" env:"TRAGUARDI_SMTP_PASSWORD_FILE" placeholder:"FILE"`
	MailFrom             string        `help:"Sender of mail: an address, or NAME <ADDRESS>." env:"TRAGUARDI_MAIL_FROM" placeholder:"ADDRESS"`
	ReminderDays         string        `help:"Days on which reminders are sent: working (neither Saturdays, Sundays nor public holidays) or all." enum:"working,all" default:"working" env:"TRAGUARDI_REMINDER_DAYS"`
	FormatPT             string        `help:"File with the headings of Format PT (JSON), in place of the program's own." name:"format-pt" env:"TRAGUARDI_FORMAT_PT" placeholder:"FILE"`
	RateLimit            int           `help:"Requests a minute and client for anonymous use (the API, the sign-in, secret calendars: each by itself); 0 for no limit." default:"600" env:"TRAGUARDI_RATE_LIMIT" placeholder:"N"`
	MaxInFlight          int           `help:"Requests that are worked at together, of public pages and of all else (API, staff) each; as many more wait up to a second, the rest is answered with 503. 0 for no limit." default:"256" env:"TRAGUARDI_MAX_IN_FLIGHT" placeholder:"N"`
	AnswerTimeout        time.Duration `help:"How long a request of the API or of staff may wait for the database before it is answered with 503." default:"20s" env:"TRAGUARDI_ANSWER_TIMEOUT"`
	TrustedProxies       []string      `help:"Networks of the reverse proxies whose X-Forwarded-For is believed." env:"TRAGUARDI_TRUSTED_PROXIES" placeholder:"CIDR"`
	EmbedFrom            []string      `help:"Sites whose pages may show the public cards in a frame: https://www.ente.example, or * for all; the ente's own site always may." env:"TRAGUARDI_EMBED_FROM" placeholder:"ORIGIN"`
	BackupFolder         string        `help:"Folder in which a backup of the whole installation is kept every day; empty for none." env:"TRAGUARDI_BACKUP_FOLDER" placeholder:"FOLDER"`
	BackupDays           int           `help:"Days whose backup is kept." default:"14" env:"TRAGUARDI_BACKUP_DAYS" placeholder:"N"`
	BackupWeeks          int           `help:"Weeks whose last backup is kept." default:"8" env:"TRAGUARDI_BACKUP_WEEKS" placeholder:"N"`
	ShutdownTimeout      time.Duration `help:"How long requests under way may take to finish when stopping." default:"20s" env:"TRAGUARDI_SHUTDOWN_TIMEOUT"`
	ShutdownDelay        time.Duration `help:"How long to go on serving when stopping, while /readyz says that the program is not ready." default:"0s" env:"TRAGUARDI_SHUTDOWN_DELAY"`
	PollInterval         time.Duration `help:"How often to look for changes that no notification told of." default:"5s" env:"TRAGUARDI_POLL_INTERVAL"`
	SnapshotDelay        time.Duration `help:"How long after a change the day's numbers are stored." default:"30s" env:"TRAGUARDI_SNAPSHOT_DELAY"`
	CacheMegabytes       int           `help:"Memory for prepared pages and answers." default:"64" env:"TRAGUARDI_CACHE_MEGABYTES" placeholder:"MB"`
	BoardOrganizations   int           `help:"Organizations whose plan is kept in memory." default:"1000" env:"TRAGUARDI_BOARD_ORGANIZATIONS" placeholder:"N"`
	MemoryMegabytes      int           `help:"Memory that the program should stay within: bounds the plans that are kept and sets the collector's limit. 0 for none: 512 MB of plans." default:"0" env:"TRAGUARDI_MEMORY_MEGABYTES" placeholder:"MB"`
	MetricsOrganizations int           `help:"Above this number of organizations the series of single objectives and offices are left out." default:"20" env:"TRAGUARDI_METRICS_ORGANIZATIONS" placeholder:"N"`
}

// MemoryBase is what the program takes before it keeps anything, in megabytes: code, the
// database's own buffers, connections.
const MemoryBase = 64

// Error is a setting that cannot be used. It never repeats a value that may hold a
// secret.
type Error struct {
	Setting string // the flag, without its dashes
	Rule    string
}

func (e *Error) Error() string {
	return fmt.Sprintf("--%s (%s): %s", e.Setting, EnvironmentName(e.Setting), e.Rule)
}

// EnvironmentName is the environment variable of a flag.
func EnvironmentName(flag string) string {
	return "TRAGUARDI_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Check finds every setting that cannot be used.
func (c Common) Check() error {
	var errs []error
	bad := func(setting, rule string) { errs = append(errs, &Error{setting, rule}) }
	if err := checkDatabase(c.Database); err != "" {
		bad("database", err)
	}
	if err := checkDirect(c.Database, c.DatabaseDirect, "database"); err != "" {
		bad("database-direct", err)
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil || c.Timezone == "" {
		bad("timezone", "must be the name of a time zone, such as Europe/Rome")
	}
	if c.StaleAfter < 1 || c.StaleAfter > 3650 {
		bad("stale-after", "must be between 1 and 3650 days")
	}
	if c.DatabaseWait < 0 {
		bad("database-wait", "must not be negative")
	}
	return errors.Join(errs...)
}

// checkDirect says what is wrong with where the server behind a database's pooler is; setting names the database's.
func checkDirect(database, direct, setting string) string {
	switch {
	case direct == "":
	case !strings.HasPrefix(database, "postgres"):
		return "goes with a postgres:// --" + setting
	case direct != "none" && (!strings.HasPrefix(direct, "postgres") || checkDatabase(direct) != ""):
		return "must be a postgres:// address, or none"
	}
	return ""
}

// Check finds every setting that cannot be used.
func (s Serve) Check() error {
	var errs []error
	bad := func(setting, rule string) { errs = append(errs, &Error{setting, rule}) }
	if err := s.Common.Check(); err != nil {
		errs = append(errs, err)
	}
	if !isAddress(s.Listen) {
		bad("listen", "must be HOST:PORT")
	}
	if s.MetricsListen != "" && !isAddress(s.MetricsListen) {
		bad("metrics-listen", "must be HOST:PORT, or empty for no metrics")
	}
	if s.MetricsListen == s.Listen && !strings.HasSuffix(s.Listen, ":0") {
		bad("metrics-listen", "must differ from --listen: metrics are not for the public")
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			bad("base-url", "must be http:// or https:// and a host, without a path")
		}
	}
	s.OIDC.check(bad)
	if s.OIDC.On() && s.BaseURL == "" && !isLoopback(s.Listen) {
		bad("base-url", "is needed with --oidc-issuer: the provider sends people back there")
	}
	errs = append(errs, s.checkMail())
	for _, cidr := range s.TrustedProxies {
		if _, err := netip.ParsePrefix(cidr); err != nil {
			bad("trusted-proxies", "must be networks such as 10.0.0.0/8, separated by commas")
			break
		}
	}
	for _, origin := range s.EmbedFrom {
		u, err := url.Parse(origin)
		if origin != "*" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || origin != u.Scheme+"://"+u.Host || strings.ContainsAny(origin, " ;,'")) {
			bad("embed-from", "must be origins such as https://www.ente.example, separated by commas, or *")
			break
		}
	}
	for _, n := range []struct {
		setting string
		value   int
		min     int
	}{{"rate-limit", s.RateLimit, 0}, {"max-in-flight", s.MaxInFlight, 0}, {"cache-megabytes", s.CacheMegabytes, 1}, {"board-organizations", s.BoardOrganizations, 1}, {"metrics-organizations", s.MetricsOrganizations, 0}, {"memory-megabytes", s.MemoryMegabytes, 0}} {
		if n.value < n.min {
			bad(n.setting, fmt.Sprintf("must be at least %d", n.min))
		}
	}
	for _, d := range []struct {
		setting string
		value   time.Duration
	}{{"shutdown-timeout", s.ShutdownTimeout}, {"answer-timeout", s.AnswerTimeout}, {"poll-interval", s.PollInterval}, {"snapshot-delay", s.SnapshotDelay}} {
		if d.value <= 0 {
			bad(d.setting, "must be longer than zero")
		}
	}
	if s.TraceEndpoint != "" {
		u, err := url.Parse(s.TraceEndpoint)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			bad("trace-endpoint", "must be http:// or https:// and a host, with a path or without")
		}
	}
	if !(s.TraceRatio >= 0 && s.TraceRatio <= 1) {
		bad("trace-ratio", "must be between 0 and 1")
	}
	if s.ShutdownDelay < 0 {
		bad("shutdown-delay", "must not be negative")
	}
	if s.SlowQuery < 0 {
		bad("slow-query", "must not be negative; 0 logs none")
	}
	errs = append(errs, s.checkBackup())
	if !s.LocalSignIn && !s.OIDC.On() {
		bad("local-sign-in", "must be on where there is no --oidc-issuer: nobody could sign in")
	}
	if _, err := s.SecretKey(); err != nil {
		bad("secret-key-file", err.Error())
	}
	for _, role := range s.RequireSecondFactor {
		if !slices.Contains(plan.Roles, plan.Role(role)) {
			bad("require-second-factor", fmt.Sprintf("%q is no role", role))
		}
	}
	if s.SessionIdle < 5*time.Minute {
		bad("session-idle", "must be at least 5m")
	}
	if s.SessionLifetime < s.SessionIdle {
		bad("session-lifetime", "must not be shorter than --session-idle")
	}
	if m := s.MemoryMegabytes; m > 0 && m < s.CacheMegabytes+MemoryBase+16 {
		bad("memory-megabytes", fmt.Sprintf("must leave room beside the %d MB of --cache-megabytes: at least %d, or 0 for no bound", s.CacheMegabytes, s.CacheMegabytes+MemoryBase+16))
	}
	return errors.Join(errs...)
}

// Location is the zone of a checked setting.
func (c Common) Location() *time.Location {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil {
		panic("config: Location before Check: " + err.Error())
	}
	return loc
}

// Level is the slog level of a checked setting.
func (c Common) Level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		panic("config: Level before Check: " + err.Error())
	}
	return level
}

func checkDatabase(s string) (rule string) {
	switch {
	case strings.HasPrefix(s, "sqlite:"):
		if strings.TrimPrefix(s, "sqlite:") == "" {
			return "needs a file after sqlite:"
		}
	case strings.HasPrefix(s, "postgres://"), strings.HasPrefix(s, "postgresql://"):
		// The parser's own error repeats the address, password and all.
		if _, err := url.Parse(s); err != nil {
			return "is not a well-formed postgres:// address"
		}
	default:
		return "must begin with sqlite: or postgres://"
	}
	return ""
}

// isLoopback tells an address HOST:PORT that this machine alone reaches.
func isLoopback(s string) bool {
	host, _, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}
