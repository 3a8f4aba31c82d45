package house_test

// module is the path every package of this repository begins with.
const module = "github.com/traguardi/traguardi"

// room is one row of the import table: a folder, and what its non-test files may import.
// Its own subfolders, the standard library and other modules are always allowed, unless a ban names them.
type room struct {
	path string   // folder from the root of the repository, subfolders included
	may  []string // other rooms it may import; "*" for every one
	why  string   // one line, printed with a finding and in docs/architecture.md
}

// rooms is the one place where the import graph is written. The test beside it enforces it; .golangci.yml and
// docs/architecture.md carry copies made from it (go test ./internal/house -update), which a test compares.
var rooms = []room{
	{"cmd/traguardi", list("internal/app", "internal/config"), "flags, one call, exit code"},
	{"internal/plan", nil, "the vocabulary and its rules: it knows nobody"},
	{"internal/progress", list("internal/plan"), "pure arithmetic over the vocabulary"},
	{"internal/search", list("internal/plan"), "words in texts, as people write them: no I/O, nothing of a plan"},
	{"internal/board", list("internal/plan", "internal/progress", "internal/search"), "the read model, free of storage and transport"},
	{"internal/desk", list("internal/plan", "internal/progress", "internal/board"), "what the staff's desks, reminders and reports show: pure functions of a board"},
	{"internal/tracker", list("internal/plan", "internal/progress"), "the use cases, the only writers, free of storage and transport"},
	{"internal/prepared", nil, "bytes ready to be sent: compression and ETag, no meaning"},
	{"internal/backup", nil, "the file that an installation is kept in, free of any database"},
	{"internal/store", list("internal/plan", "internal/progress", "internal/tracker", "internal/board", "internal/backup", "sql"), "implements ports, decides nothing"},
	{"internal/publish", list("internal/plan", "internal/progress", "internal/board", "internal/desk"), "pure writers of a board"},
	{"internal/intake", list("internal/plan", "internal/tracker"), "outside files become tracker commands"},
	{"internal/demo", list("internal/plan", "internal/tracker"), "the demonstration enters as anybody's changes do"},
	{"internal/auth", list("internal/plan"), "who is asking"},
	{"internal/problem", list("internal/plan"), "error kinds become HTTP answers, once"},
	{"internal/api", list("internal/plan", "internal/progress", "internal/tracker", "internal/board", "internal/search", "internal/desk", "internal/publish", "internal/auth", "internal/problem", "internal/prepared"), "never store, never web"},
	{"internal/web/format", list("internal/plan"), "numbers and days as people read them, on pages and in mail"},
	{"internal/mail", list("internal/plan", "internal/board", "internal/desk", "internal/auth", "internal/web/format"), "writes to people: the outbox emptied, letters made, SMTP spoken"},
	{"internal/web", list("internal/web/format", "internal/plan", "internal/progress", "internal/tracker", "internal/board", "internal/search", "internal/desk", "internal/publish", "internal/auth", "internal/problem", "internal/prepared", "ui"), "never store, never api"},
	{"internal/metrics", list("internal/plan", "internal/progress", "internal/board"), "numbers of boards, at scrape"},
	{"internal/tracing", list("internal/plan"), "follows requests for OpenTelemetry; the rooms that are followed know a plan.Watch alone"},
	{"internal/jobs", list("internal/plan", "internal/progress", "internal/tracker", "internal/board", "internal/desk", "internal/publish", "internal/metrics"), "when things happen by themselves"},
	{"internal/httpserver", list("internal/plan", "internal/problem"), "listener and middleware chain"},
	{"internal/config", list("internal/plan"), "settings checked into one struct"},
	{"internal/app", list("*"), "the wiring: concrete types meet here only"},
	{"internal/testkit", list("*"), "help for tests, and for what measures; the program may not import it"},
	{"internal/house", nil, "tests of the house itself"},
	{"sql", nil, "embedded text"},
	{"ui", nil, "embedded files"},
	{"bench", list("internal/testkit"), "measures the program from outside; not part of it"},
	{"scripts", nil, "tools of the build, not part of the program"},
}

// ban forbids packages from outside the repository to some rooms, whatever the table above says.
type ban struct {
	rooms   []string
	imports []string // import path prefixes
	why     string
}

var bans = []ban{
	{
		rooms: list("internal/plan", "internal/progress", "internal/search", "internal/tracker", "internal/board", "internal/desk"),
		imports: list(
			"net/http", "database/sql", "html/template",
			"github.com/danielgtaylor/huma", "github.com/jmoiron/sqlx", "github.com/lib/pq", "modernc.org/sqlite",
			"github.com/prometheus", "go.opentelemetry.io", "github.com/robfig/cron", "github.com/pressly/goose",
		),
		why: "the heart of the program knows neither transport nor storage",
	},
	{
		rooms:   list("internal/api", "internal/web", "internal/metrics", "internal/jobs", "internal/mail", "internal/publish", "internal/intake", "internal/demo", "internal/backup"),
		imports: list("database/sql", "github.com/jmoiron/sqlx", "github.com/lib/pq", "modernc.org/sqlite"),
		why:     "SQL is spoken in internal/store alone",
	},
}

// closed names rooms that only the rooms listed may import, tests aside, even where their own row says "*".
var closed = map[string][]string{
	"internal/testkit":    list("bench"),
	"internal/app":        list("cmd/traguardi"),
	"internal/httpserver": list("internal/app"),
	"cmd/traguardi":       nil,
}

func list(s ...string) []string { return s }
