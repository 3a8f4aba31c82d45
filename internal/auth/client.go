package auth

import "strings"

// ClientName shortens what a browser says of itself to what its owner knows it by in the
// list of sessions ("Firefox, Linux"). Nothing else of it is kept. Empty where it says
// nothing that is known.
func ClientName(userAgent string) string {
	var parts []string
	for _, names := range [][][2]string{
		// The order matters: most claim to be those further down as well.
		{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
			{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}},
		{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}},
	} {
		for _, name := range names {
			if strings.Contains(userAgent, name[0]) {
				parts = append(parts, name[1])
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
