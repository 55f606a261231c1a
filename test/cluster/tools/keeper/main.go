//go:build unix

// Keeper ties what it keeps to the life of whoever holds its standard input: when that process ends, in whatever way,
// the pipe closes and keeper cleans up.
//
//	keeper run  DIR -- COMMAND ARG...   run a command for as long as the pipe is open
//	keeper home DIR                     remove DIR when the pipe closes and all that runs in it has ended
//	keeper lock FILE                    hold a lock, after saying so on standard output
//	keeper sweep DIR...                 remove the homes whose keepers are gone
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	// Ctrl-C reaches the whole foreground group; the pipe decides, not the terminal. Signals that are ignored would be so by
	// the command too, and the left side of a pipe in a script would not end.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE)
	code, err := do(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "keeper:", err)
	}
	os.Exit(code)
}

func do(args []string) (int, error) {
	switch {
	case len(args) > 3 && args[0] == "run" && args[2] == "--":
		return run(args[1], args[3:])
	case len(args) == 2 && args[0] == "home":
		return result(home(args[1]))
	case len(args) == 2 && args[0] == "lock":
		return result(lock(args[1]))
	case len(args) > 1 && args[0] == "sweep":
		for _, dir := range args[1:] {
			sweep(dir)
		}
		return 0, nil
	}
	return 2, fmt.Errorf("unknown arguments %q", args)
}

func result(err error) (int, error) {
	if err != nil {
		return 1, err
	}
	return 0, nil
}

func run(dir string, command []string) (int, error) {
	// Shared by all that run here, so the directory outlives the last of them and no longer.
	home, err := locked(filepath.Join(dir, ".run"), syscall.LOCK_SH)
	if err != nil {
		return 1, err
	}
	defer home.Close()
	child := exec.Command(command[0], command[1:]...)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	child.SysProcAttr = inOwnGroup()
	if err := start(child); err != nil {
		return 1, err
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		syscall.Kill(-child.Process.Pid, syscall.SIGKILL)
	}()
	child.Wait()
	// What the command itself started must not outlive it either.
	syscall.Kill(-child.Process.Pid, syscall.SIGKILL)
	return child.ProcessState.ExitCode(), nil
}

func home(dir string) error {
	file, err := locked(filepath.Join(dir, ".home"), syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer file.Close()
	fmt.Println("kept")
	io.Copy(io.Discard, os.Stdin)
	runners, err := locked(filepath.Join(dir, ".run"), syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer runners.Close()
	return os.RemoveAll(dir)
}

func sweep(dir string) {
	// A young directory may not have got its keeper yet.
	if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < time.Minute {
		return
	}
	if file, err := locked(filepath.Join(dir, ".home"), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		os.RemoveAll(dir)
		file.Close()
	}
}

func lock(path string) error {
	file, err := locked(path, syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer file.Close()
	fmt.Println("kept")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func locked(path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), how); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}
