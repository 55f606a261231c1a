//go:build unix && !linux

package main

import (
	"os/exec"
	"syscall"
)

func inOwnGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func start(command *exec.Cmd) error { return command.Start() }
