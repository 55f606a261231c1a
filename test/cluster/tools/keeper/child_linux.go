package main

import (
	"os/exec"
	"runtime"
	"syscall"
)

// On Linux the kernel ends the command if keeper itself is killed.
func inOwnGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// The death of the parent is the death of the thread that started the command, so that thread has to stay.
func start(command *exec.Cmd) error {
	runtime.LockOSThread()
	return command.Start()
}
