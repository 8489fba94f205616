// Dapr's sidecar with its stable components, and with the OpenAI conversation component, which Dapr's images have and
// a build tagged "stablecomponents" leaves out. scripts/dev/daprd.sh builds it.
package main

import (
	"github.com/dapr/components-contrib/conversation/openai"
	"github.com/dapr/dapr/cmd/daprd/app"
	"github.com/dapr/dapr/pkg/components/conversation"
)

func main() {
	conversation.DefaultRegistry.RegisterComponent(openai.NewOpenAI, "openai")
	app.Run()
}
