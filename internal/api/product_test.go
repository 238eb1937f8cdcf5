package api_test

import (
	"testing"

	"xunpan"
)

// TestProductsOverAPI: the catalogue is kept, matched and priced by programs;
// costs are for those who may price.
func TestProductsOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	write, read := h.key(xunpan.KeyWrite), h.key(xunpan.KeyRead)
	const lamp = `{"model":"FL-50","names":{"en":"LED flood light","zh":"投光灯"},"unit":"pcs","specs":[{"name":"power","value":"50 W"}],"moq":"300"}`
	h.want(read, "POST", "/api/v1/products", lamp, 403)
	p := h.want(write, "POST", "/api/v1/products", lamp, 201)
	path := "/api/v1/products/" + p["id"].(string)
	h.want(write, "POST", "/api/v1/products", lamp, 422)
	h.want(write, "PUT", path, `{"model":"FL-50","names":{"en":"LED flood light"},"unit":"pcs","moq":"some"}`, 422)
	if got := h.want(write, "PUT", path, `{"version":1,"model":"FL-50","names":{"en":"LED flood light","zh":"投光灯"},"unit":"pcs","specs":[{"name":"power","value":"50 W"}],"moq":"200"}`, 200); got["moq"] != "200" {
		t.Errorf("saved as %v", got)
	}
	h.want(write, "PUT", path, `{"version":1,"model":"FL-50","names":{"en":"x"},"unit":"pcs"}`, 409)
	if list := h.want(read, "GET", "/api/v1/products?q=flood", "", 200)["items"].([]any); len(list) != 1 {
		t.Errorf("found %v", list)
	}
	h.want(write, "POST", path+"/costs", `{"cost":{"amount":"28.50","currency":"CNY"},"vat":"13%"}`, 204)
	h.want(read, "GET", path+"/costs", "", 403)
	if costs := h.want(write, "GET", path+"/costs", "", 200)["items"].([]any); len(costs) != 1 {
		t.Errorf("costs %v", costs)
	}
	inquiry, _ := h.want(write, "POST", "/api/v1/inquiries", `{"channel":"email","name":"Ana Souza","email":"ana@importer.example","country":"Brazil","message":"Please quote 500 pcs LED flood light 50W, FOB Ningbo."}`, 201)["inquiry"].(string)
	lines := h.want(read, "GET", "/api/v1/inquiries/"+inquiry+"/matches", "", 200)["items"].([]any)
	if best := lines[0].(map[string]any)["matches"].([]any)[0].(map[string]any); best["product"] != p["id"] || best["fit"].(float64) < 70 {
		t.Errorf("matches %v", lines)
	}
	c := h.want(write, "POST", "/api/v1/certificates", `{"name":"CE","until":"2027-05-01"}`, 201)
	h.want(write, "PUT", "/api/v1/certificates/"+c["id"].(string), `{"name":"CE","until":"soon"}`, 422)
	h.want(write, "DELETE", "/api/v1/certificates/"+c["id"].(string), "", 204)
	h.want(write, "DELETE", "/api/v1/certificates/"+c["id"].(string), "", 404)
	h.want(write, "DELETE", path+"?version=1", "", 409)
	h.want(write, "DELETE", path+"?version=2", "", 204)
	h.want(read, "GET", path, "", 404)
}
