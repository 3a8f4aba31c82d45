package area

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

// upload is a file that came with a form; without a name where none was chosen.
type upload struct {
	name    string
	content []byte
}

// maxUploadField bounds what a form may have beside its file, each field in bytes.
const maxUploadField = 16 << 10

// upload reads a form with a file in it, in one go and into memory; its other fields become
// the form of the visit. A file longer than most comes one byte longer than that: the page
// says so at its field. A form that was posted without a file is read as any other.
func (v *visit) upload(name string, most int) (file upload, err error) {
	media, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		_, err := v.form()
		return file, err
	}
	parts, err := v.r.MultipartReader()
	if err != nil {
		return file, unreadableForm(err)
	}
	values := url.Values{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			v.posted = &form{values: values}
			return file, nil
		}
		if err != nil {
			return file, unreadableForm(err)
		}
		isFile := part.FormName() == name
		limit := maxUploadField
		if isFile {
			limit = most
		}
		content, err := io.ReadAll(io.LimitReader(part, int64(limit)+1))
		if err != nil {
			return file, unreadableForm(err)
		}
		switch {
		case isFile:
			file = upload{name: fileName(part.FileName()), content: content}
		case len(content) > limit, len(values) == maxFormFields, !utf8.Valid(content):
			return file, unreadableForm(nil)
		default:
			values.Add(part.FormName(), strings.ReplaceAll(string(content), "\r\n", "\n"))
		}
	}
}

// unreadableForm lets a body that is too long be answered as such.
func unreadableForm(cause error) error {
	var tooLong *http.MaxBytesError
	if errors.As(cause, &tooLong) {
		return cause
	}
	return plan.Errorf(plan.KindMalformed, "the form cannot be read").WithCause(cause)
}

// fileName is what somebody called a file, without the folder that some browsers tell and
// without what no name may hold.
func fileName(told string) string {
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(told, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > plan.MaxName {
		name = string(runes[:plan.MaxName])
	}
	if name = strings.TrimSpace(name); name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}
