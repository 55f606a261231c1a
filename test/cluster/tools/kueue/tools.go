//go:build tools

// Package tools pins Kueue, which admits sessions.
package tools

import _ "sigs.k8s.io/kueue/cmd/kueue"
