// Package schematest gives tests the JSON schema of what the commands print.
package schematest

import (
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Compile reads a JSON schema file and compiles it with its formats asserted.
// A file that is missing or no schema fails the test.
func Compile(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("assessment.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("assessment.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
