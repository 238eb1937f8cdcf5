package web

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"xunpan"
	"xunpan/internal/book/table"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

func (s *Site) bookTableRoutes() []gate.Route {
	take := s.route("POST /companies/import", xunpan.CanEditBook, s.importBook)
	take.Body = table.MaxBytes + 1<<20
	return []gate.Route{
		s.route("GET /companies/import", xunpan.CanEditBook, s.importBookPage), take,
		s.route("GET /companies/book.xlsx", xunpan.CanRead, s.bookWorkbook),
	}
}

// BookImportView is the way in for customer lists, and what came of one.
type BookImportView struct {
	Frame
	Problem string
	Result  *flow.BookImport
	BadFile string // the workbook of bad rows
}

func (v *BookImportView) bad() []table.BadRow {
	return v.Result.List.Bad[:min(len(v.Result.List.Bad), shownBad)]
}

func (s *Site) importBookPage(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, BookImportPage(BookImportView{Frame: s.frame(r, "book.import")}))
}

func (s *Site) importBook(w http.ResponseWriter, r *http.Request) error {
	v := BookImportView{Frame: s.frame(r, "book.import")}
	v.Path = "/companies/import"
	f, _, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		v.Problem = v.T.Say("import.no_file")
		return s.show(w, r, http.StatusUnprocessableEntity, BookImportPage(v))
	}
	if err != nil {
		return badForm(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return badForm(err)
	}
	got, err := s.Desk.ImportBook(r.Context(), who(r), data, nil)
	if err != nil {
		ps, err := problems(err, v.T)
		if err != nil {
			return err
		}
		for _, say := range ps {
			v.Problem = say
		}
		return s.show(w, r, http.StatusUnprocessableEntity, BookImportPage(v))
	}
	if v.Result = &got; len(got.List.Bad) > 0 {
		bad, err := table.Bad(got.List, v.T.Lang())
		if err != nil {
			return err
		}
		v.BadFile = "data:" + table.Type + ";base64," + base64.StdEncoding.EncodeToString(bad)
	}
	return s.show(w, r, http.StatusOK, BookImportPage(v))
}

func (s *Site) bookWorkbook(w http.ResponseWriter, r *http.Request) error {
	data, err := s.Desk.ExportBook(r.Context(), who(r), s.translator(r).Lang())
	if err != nil {
		return err
	}
	return sendWorkbook(w, "customers.xlsx", data)
}
